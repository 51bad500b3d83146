import Testing
import ToolSupport

@Suite struct PictureSizeTests {
  @Test(arguments: [
    ("224", PictureSize(height: 224, width: 224)),
    ("608x800", PictureSize(height: 608, width: 800)),
    ("8x8192", PictureSize(height: 8, width: 8192)),
  ])
  func sizes(text: String, size: PictureSize) {
    #expect(PictureSize(argument: text) == size)
  }

  @Test(arguments: [
    "", "x", "224x", "x224", "7", "8193", "-224", "32x32x3", "32 x 32", "1e3", "3.5",
  ])
  func noSizes(text: String) {
    #expect(PictureSize(argument: text) == nil)
  }
}
