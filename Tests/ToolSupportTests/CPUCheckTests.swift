import Testing
import ToolSupport

@Suite struct CPUCheckTests {
  private func problem(_ flags: String) -> String? {
    CPUCheck.problem(inCPUInfo: "processor\t: 0\nflags\t\t: fpu \(flags) sse\nbugs\t\t:\n")
  }

  @Test func whatIsMissingIsNamed() {
    #expect(problem("avx avx2 fma") == nil)
    let remedy =
      "Build it for this CPU: WRN_MARCH=native swift build -c release (it will be slow)."
    let start = "this CPU has no"
    let end = "which this program was built to use."
    #expect(problem("avx avx2") == "\(start) FMA, \(end) \(remedy)")
    #expect(problem("avx fma4") == "\(start) AVX2 and FMA, \(end) \(remedy)")
  }

  @Test func noFlagsIsNoAnswer() {
    #expect(CPUCheck.problem(inCPUInfo: "") == nil)
    #expect(CPUCheck.problem(inCPUInfo: "flags") == nil)
    #expect(CPUCheck.problem(inCPUInfo: "processor\t: 0\n") == nil)
  }

  @Test func thisMachineRunsTheTests() throws {
    try CPUCheck.run()
  }
}
