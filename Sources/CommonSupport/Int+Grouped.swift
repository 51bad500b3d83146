extension Int {
  /// With commas between thousands: `30,730,000`.
  package var grouped: String {
    let digits = String(magnitude)
    var text = self < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// "1 picture", "2,000 pictures".
  package func counted(_ one: String, _ several: String) -> String {
    "\(grouped) \(self == 1 ? one : several)"
  }
}
