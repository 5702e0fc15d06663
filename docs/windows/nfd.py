"""nfd.py FOLDER: renames everything in a folder to the form of accents that a Mac writes (NFD)."""
import os
import sys
import unicodedata

for place, folders, files in os.walk(sys.argv[1], topdown=False):
    for name in folders + files:
        other = unicodedata.normalize("NFD", name)
        if other != name:
            os.rename(os.path.join(place, name), os.path.join(place, other))
