"""Pages for people, and ``muscat serve``. Imports the layers before it; judges no answer."""
