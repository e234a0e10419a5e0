print "In words they are not normalised, and marks split them."
ｆｕｌｌ (1) ﬁ(2) cafe´(3) café(4) ²(5) ½(6) Ⅷ(7) 㐀(8) 漢字 (9) नमस्ते(10) x‿y(11) €(12) a‍b(13) ٣(14)
