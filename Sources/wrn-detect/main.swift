print("wrn-detect")
