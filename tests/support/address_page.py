"""A page for AppTest that shows the reader's address, has one told, and writes one."""

import streamlit as st

from atlas.store.query import Filter
from atlas.web.state.page_view import address, take_address, write_url

st.button("tell", on_click=take_address, args=("town=370283116&lang=en",))
st.button("write", on_click=write_url, args=(Filter(towns=("370283001",)), "zh"))
st.button("other")
st.text(str(address()))
