/// The cyclic redundancy check of Castagnoli's polynomial (RFC 3720, appendix B.4).
package enum CRC32C {
  /// The remainders of all bytes, for the reflected polynomial.
  private static let remainders: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in
      value >> 1 ^ (value & 1 == 0 ? 0 : 0x82F6_3B78)
    }
  }

  package static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { remainders[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
  }

  /// The checksum as record files store it: rotated and shifted, since a checksum of data that
  /// holds checksums is weak.
  package static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
    let value = checksum(bytes)
    return (value >> 15 | value << 17) &+ 0xA282_EAD8
  }
}
