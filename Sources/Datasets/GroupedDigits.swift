/// "30,730,000".
func grouped(_ number: Int) -> String {
  let digits = Array(String(number))
  var result = ""
  for (index, digit) in digits.enumerated() {
    if index > 0 && (digits.count - index) % 3 == 0 { result += "," }
    result.append(digit)
  }
  return result
}

/// "1 picture", "2,000 pictures".
func counted(_ number: Int, _ one: String, _ several: String) -> String {
  "\(grouped(number)) \(number == 1 ? one : several)"
}
