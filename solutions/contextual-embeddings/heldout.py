"""Makes heldout/senses.json and heldout/lexicon.json (run from its folder: `python heldout.py`).

All sentences were written for this assignment. Students see none of them: six more per sense for the words of the
notebook, and four words that the notebook does not have, with seven examples and seven sentences to tell per sense.
The lexicon fills the templates of the tests: `pieces` are words that the tokenizer cuts, `parts` are pairs of a word and
a longer one that begins with its tokens. The model itself is made by the recipe in the notebook, not here.
"""

import json
from pathlib import Path

NOTEBOOK_WORDS = {
    "bank": {
        "money": """
The bank raised its interest rates again in March.
They keep their savings in a foreign bank.
I forgot my card, so the bank gave me cash at the counter.
The largest bank of the country lost millions last year.
Ask the bank whether the cheque has cleared.
Her first job was behind the counter of a bank.
""",
        "river": """
The swimmer reached the opposite bank out of breath.
Nets were drying on the bank beside the ferry.
The children slid down the steep bank into the creek.
Reeds cover the bank where the ducks nest.
The current washed the log against the bank.
From the bank you can see trout in the clear water.
""",
    },
    "mouse": {
        "animal": """
The mouse nibbled a hole in the sack of flour.
Every winter a mouse moves into our attic.
The hawk dived and caught a mouse in the stubble.
The vet looked at the tail of the mouse.
She screamed when the mouse jumped out of the cupboard.
In the lab each mouse gets the same food.
""",
        "computer": """
You can scroll faster with the wheel of the mouse.
Her keyboard and mouse are both black.
The cursor jumps when I touch the mouse.
Gamers want a mouse that reacts quickly.
Select the text with the mouse and press delete.
The shop sells a mouse and a monitor as a set.
""",
    },
    "spring": {
        "season": """
Cherry trees bloom here in the spring.
The new term begins in spring, just after the holidays.
Hay fever troubles him each spring and summer.
The snow melted late that spring.
We paint the fence every spring before the rains.
Spring came early and the lambs were already in the meadow.
""",
        "coil": """
The door closes by itself because of a spring.
Compress the spring and then let it go.
The toy jumps when the spring inside uncoils.
Rust had eaten through the spring of the trap.
A weight hangs from a spring and swings up and down.
The lock needs a stronger spring to hold the bolt.
""",
    },
    "match": {
        "game": """
Tickets for the match sold out within an hour.
After the match the players shook hands.
The coach was angry about the match on Sunday.
It was her first match for the national team.
The chess match ended in a draw.
We listened to the match on the radio.
""",
        "fire": """
Light the stove with a long match.
The smell of a match hung in the dark room.
He lit his pipe with a match from the hotel.
The head of the match broke off when he scratched it.
Children should never play with a match.
She dropped the match when the flame reached her fingers.
""",
    },
}

NEW_WORDS = {  # the first seven are given, the others asked
    "court": {
        "law": """
The court sent him to prison for two years.
She told the court that she had seen nothing.
The lawyers met outside the court.
He has to appear in court on Monday.
The court ruled that the contract was not valid.
A witness lied to the court about the car.
They settled the dispute without going to court.
The highest court of the country rejected the appeal.
The judge asked everyone in the court to stand up.
The court found the company guilty of fraud.
A jury sat in the court and listened to the evidence.
The thief was brought before the court in handcuffs.
Her divorce is still before the court.
The court ordered the landlord to pay damages.
""",
        "sport": """
The tennis players walked onto the court.
The ball bounced twice on his side of the court.
We booked a court for a game of squash at noon.
She ran across the court and hit a backhand.
The basketball team trains on an indoor court.
Rain made the grass court slippery.
He served from the left side of the court.
The club has a new clay court with lights.
Children were playing volleyball on the court behind the school.
The line at the back of the court is freshly painted.
The court was swept between the two sets.
You must wear soft shoes on the court.
The guard dribbled down the court and scored.
Her shot landed outside the court, so she lost the point.
""",
    },
    "organ": {
        "music": """
The organ in the church has three keyboards.
He played Bach on the organ at the wedding.
The old organ filled the cathedral with sound.
She learned the organ from her uncle, a church musician.
The choir sang while the organ played softly.
A new organ with two thousand pipes was built for the concert hall.
The organist sat down at the organ and began to play.
They recorded the hymns with organ and trumpet.
The band added an electric organ to the song.
The bellows of the organ leak air.
You could hear the organ from the street.
The village is raising money to repair its organ.
He wrote six sonatas for organ.
At the fair an organ played a waltz.
""",
        "body": """
The heart is an organ that pumps blood.
The surgeon removed the damaged organ.
Skin is the largest organ of the human body.
The liver is the only organ that can grow back.
The patient is waiting for a donor organ.
Her body rejected the new organ after the transplant.
The disease attacks one organ after another.
Doctors kept the organ on ice.
Each organ needs oxygen to work.
The eye is a delicate organ.
An infection had spread to every organ.
The drug can harm an organ such as the kidney.
The scan shows the organ from the side.
He carries a card that says he is an organ donor.
""",
    },
    "palm": {
        "tree": """
A tall palm grew in front of the hotel.
We rested in the shade of a palm by the beach.
The storm bent the palm almost to the ground.
Coconuts fell from the palm.
The monkey climbed up the palm.
Dates grow on this kind of palm.
They planted a palm on each side of the road.
The leaves of the palm are used for roofs.
A single palm stood on the little island.
The palm in the garden died in the frost.
In the oasis every palm belongs to a family.
The trunk of the palm was rough and thin.
Parrots nest in the crown of an old palm.
Oil from the palm is used in soap.
""",
        "hand": """
She held the coin in her palm.
The nurse looked at the cut across his palm.
He wiped his sweaty palm on his trousers.
The fortune teller read the lines of my palm.
The baby bird fit into the palm of her hand.
He hit the table with his open palm.
Write the number on your palm so that you do not forget it.
A splinter was stuck in her palm.
She pressed her palm against the cold window.
The horse ate sugar from my palm.
He raised a palm to stop the traffic.
There was a burn on the palm of his left hand.
Rest your chin in your palm and look at the camera.
The boy closed his fingers over the marble in his palm.
""",
    },
    "bark": {
        "dog": """
The bark of the dog woke the whole street.
We heard a loud bark behind the gate.
Her puppy has a very high bark.
With a deep bark the hound ran after the hare.
The bark of a fox is short and sharp.
One bark was enough to scare the burglar.
The old terrier answered with a hoarse bark.
I know his bark from that of all other dogs.
The guard dog gave a warning bark.
A single bark came from inside the kennel.
Its bark sounds fierce, but the dog is gentle.
The seal made a noise like the bark of a dog.
The postman ran when he heard the bark.
From the yard came the angry bark of a mastiff.
""",
        "tree": """
The bark of the birch is white and thin.
Deer had stripped the bark from the young trees.
Beetles live under the bark of dead pines.
He carved their names into the bark.
The bark of the oak is rough and grey.
Cork is made from the bark of a tree.
Moss grows on the north side of the bark.
They covered the roof with strips of bark.
The woodpecker pulled a grub out of the bark.
Cinnamon is the dried bark of a small tree.
A canoe made of bark lay on the shore.
The gardener spread chopped bark around the roses.
Tea from willow bark was used against fever.
Fire had blackened the bark of the cedar.
""",
    },
}

LEXICON = {
    "simple": "teacher artist nurse king sailor pilot farmer doctor soldier writer dog horse".split(),
    "pieces": "tortoise kayaker woodpecker armadillo porcupine hummingbird beekeeper accordionist snowboarder hedgehog".split(),
    "adjectives": "small old quiet yellow famous clever young tired".split(),
    "verbs": "slept waited sang walked danced laughed jumped smiled".split(),
    "places": "station bridge market castle garden library airport museum".split(),
    "parts": [
        ["spring", "springboard"],
        ["match", "matchbox"],
        ["mouse", "mousetrap"],
        ["bank", "banknote"],
        ["lemon", "lemonade"],
        ["bee", "beekeeper"],
        ["dragon", "dragonfly"],
        ["rain", "raincoat"],
        ["snow", "snowboarder"],
        ["wood", "woodpecker"],
        ["ice", "icebreaker"],
        ["hedgehog", "hedgehogs"],
    ],
}


def lines(text):
    return text.strip().splitlines()


senses = {
    "notebook": {word: {name: lines(text) for name, text in found.items()} for word, found in NOTEBOOK_WORDS.items()},
    "new": {
        word: {name: {"given": lines(text)[:7], "asked": lines(text)[7:]} for name, text in found.items()}
        for word, found in NEW_WORDS.items()
    },
}
Path("heldout").mkdir(exist_ok=True)
for name, content in {"senses": senses, "lexicon": LEXICON}.items():
    Path("heldout", f"{name}.json").write_text(json.dumps(content, indent=1) + "\n")
