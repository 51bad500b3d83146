/// What both `bench` commands print with `--json`, apart from which network it was.
struct BenchRecord: Decodable {
  struct Seconds: Decodable {
    let median, min, max: Double
  }

  struct Profile: Decodable {
    struct Part: Decodable {
      let phase: String
      let kind, layer: String?
      let seconds, share: Double
    }
    let operations, layers: [Part]
  }

  let type, mode: String
  let batch, height, width_px, threads, steps, forwardFlops, peakResidentBytes: Int
  let gflopsPerSecond, cpuUtilization: Double
  let seconds: Seconds
  let profile: Profile?
}
