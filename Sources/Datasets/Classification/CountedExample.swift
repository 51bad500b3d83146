import CommonSupport

/// How many there are, what is said of them, and one of them: "1 class is empty: 'ant'", "2 classes
/// are empty, such as 'ant'". Nil for none.
func countedExample(_ names: [String], _ one: String, _ several: String) -> String? {
  guard let first = names.first else { return nil }
  return names.count.counted(one, several) + (names.count == 1 ? ": " : ", such as ")
    + "'\(first)'"
}
