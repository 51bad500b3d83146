print("wrn-train")
