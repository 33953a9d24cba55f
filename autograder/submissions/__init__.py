"""From a file, a folder, a zip or an LMS download to one ``Submission`` for each student."""
