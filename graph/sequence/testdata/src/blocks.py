"""Compound statements."""
if b01():
    b02()
elif b03():
    b04()
elif b05():
    b06()
else:
    b07()
if b08(): b09()
else:
    if b10(): b11()
while b12():
    b13()
else:
    b14()
for b15().x, *b16()[b17()] in b18(), *b19():
    b20()
else:
    b21()
with b22() as b23().x, b24(), b25() as (y, *z):
    b26()
with (b27() as x, b28(),):
    b29()
with (b30(), b31()) as x:
    b32()
with (yield b33()): b34()
try:
    b35()
except b36() as e:
    b37()
except (b38(), b39()):
    b40()
except:
    b41()
else:
    b42()
finally:
    b43()
try:
    b44()
except* b45():
    b46()
try: b47()
finally: b48()


async def f():
    async with b49() as x, b50(): b51()
    async for b52().x in b53(): b54()
    else: b55()
