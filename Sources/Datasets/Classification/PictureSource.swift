/// Where the pixels of a picture are: data sets of tiny pictures keep them in memory, others name
/// files.
public enum PictureSource: Sendable {
  /// Interleaved RGB bytes `[height, width, 3]`, from the top left pixel.
  case pixels(ArraySlice<UInt8>, width: Int, height: Int)
  /// A JPEG or PNG file.
  case file(path: String)
}
