/** The maximum bytes of a packet, without its length and band. */
const LARGEST_DATA = 65_515;

/** Returns git's packet: four hex digits of length, then the data; https://git-scm.com/docs/gitprotocol-common#_pkt_line_format */
export function packet(data: string | Buffer): Buffer {
  const bytes = Buffer.from(data);
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, '0')), bytes]);
}

/** Returns the packet that ends a list of packets. */
export function flush(): Buffer {
  return Buffer.from('0000');
}

/** Returns packets with data on one band of the connection: 1 for the protocol, 2 for messages to the user. */
export function sideBand(band: 1 | 2, data: Buffer): Buffer {
  const packets: Buffer[] = [];
  for (let at = 0; at < data.length; at += LARGEST_DATA) {
    packets.push(packet(Buffer.concat([Buffer.of(band), data.subarray(at, at + LARGEST_DATA)])));
  }
  return Buffer.concat(packets);
}

/** Returns the packets before the first flush. */
export function readPackets(bytes: Buffer): string[] {
  const packets: string[] = [];
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = Number.parseInt(bytes.subarray(at, at + 4).toString(), 16);
    if (!(length >= 4)) break;
    packets.push(bytes.subarray(at + 4, at + length).toString());
    at += length;
  }
  return packets;
}
