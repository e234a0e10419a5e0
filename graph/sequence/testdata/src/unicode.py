"""Names are normalised in the tree."""
ｆｕｌｌ(u01())
ﬁ.ﬂ(u02())
café(), café(), Ω(), Ω(), x·y(), ªª(), 变量.函数()
𝐞𝐯𝐚𝐥(𝐱 := u03())
