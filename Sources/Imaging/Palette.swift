/// Colours that people can tell apart, for drawing one colour per class.
public enum Palette {
  /// Twenty distinct colours, the most distinct first: Sasha Trubetskoy's list with coral and
  /// spring green in place of beige, grey, white and black, which get lost on pictures.
  public static let categorical: [Color] = [
    Color(red: 230, green: 25, blue: 75),  // red
    Color(red: 60, green: 180, blue: 75),  // green
    Color(red: 255, green: 225, blue: 25),  // yellow
    Color(red: 0, green: 130, blue: 200),  // blue
    Color(red: 245, green: 130, blue: 48),  // orange
    Color(red: 145, green: 30, blue: 180),  // purple
    Color(red: 70, green: 240, blue: 240),  // cyan
    Color(red: 240, green: 50, blue: 230),  // magenta
    Color(red: 210, green: 245, blue: 60),  // lime
    Color(red: 250, green: 190, blue: 212),  // pink
    Color(red: 0, green: 128, blue: 128),  // teal
    Color(red: 220, green: 190, blue: 255),  // lavender
    Color(red: 170, green: 110, blue: 40),  // brown
    Color(red: 128, green: 0, blue: 0),  // maroon
    Color(red: 170, green: 255, blue: 195),  // mint
    Color(red: 128, green: 128, blue: 0),  // olive
    Color(red: 255, green: 215, blue: 180),  // apricot
    Color(red: 0, green: 0, blue: 117),  // navy
    Color(red: 255, green: 110, blue: 110),  // coral
    Color(red: 0, green: 255, blue: 110),  // spring green
  ]

  /// The colour of class `index`: any integer, repeating after the last colour.
  public static func color(_ index: Int) -> Color {
    let remainder = index % categorical.count
    return categorical[remainder < 0 ? remainder + categorical.count : remainder]
  }
}
