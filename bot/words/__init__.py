"""Words for people: codes and facts come in, sentences in their language go out.

One catalogue file per language; nothing else of the program holds a sentence.
"""

from bot.words.catalogue import LANGUAGES, texts
from bot.words.voice import Safe, Voice, language_of, say

__all__ = ["LANGUAGES", "Safe", "Voice", "language_of", "say", "texts"]
