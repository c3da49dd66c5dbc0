"""The screen: one file a page; what they share stands in parts."""
