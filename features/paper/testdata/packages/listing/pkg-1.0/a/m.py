nine(); six(); nine()
