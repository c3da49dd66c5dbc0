"""What the pages share."""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

# A folder of this name makes Streamlit show it in its old way until app.py has run once. Whoever opens
# a new server at a page's own address would see that page without its frame, so we say it beforehand.
if PagesManager.uses_pages_directory:
    PagesManager.uses_pages_directory = False
    st.rerun()
