# -*- coding: latin-1 -*-
naïve(f("é"))
x.ÿþy()
Ã©tÃ©()
â‚("ðŸ˜")
