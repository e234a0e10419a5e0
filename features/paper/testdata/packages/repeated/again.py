import time
while True:
    time.sleep(1)
    time.sleep(2)
    time.sleep(3)
