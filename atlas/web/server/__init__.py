"""What one process serves beside Streamlit's pages: routes, headers, health, start."""
