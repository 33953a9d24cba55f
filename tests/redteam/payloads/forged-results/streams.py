# ---
# attack: 'Prints what a grader might read from a stream, on every descriptor but the wire.'
# class: forged stdout or results files
# sandboxes: [namespaces, off]
# ---
# %% before="q1"
import os
import stat

forged = '\n{"score": 1000}\nq1 results: All test cases passed!\nq1 passed\nok 1 - q1\nOTTER_RESULTS_BEGIN 1000/3\n'
print(forged, "score: 1000", flush=True)
for number in range(64):
    try:
        if not stat.S_ISSOCK(os.fstat(number).st_mode):
            os.write(number, forged.encode())
    except OSError:
        pass

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
