/** The memory that DMA reaches: 16 MiB, which take room only where something was written. */

const PageBytes = 0x10000;
const Pages = 256;

export class Ram {
  readonly #pages: (Uint8Array | undefined)[] = new Array(Pages).fill(undefined);

  /** One of 256 pages of 64 KiB, for reading and writing in place. */
  page(number: number): Uint8Array {
    return (this.#pages[number & 0xff] ??= new Uint8Array(PageBytes));
  }

  /** Fills `into` from `address` on; beyond 16 MiB nothing answers, and ffh is read. */
  read(address: number, into: Uint8Array): void {
    for (let done = 0; done < into.length; ) {
      const at = address + done;
      const count = Math.min(into.length - done, PageBytes - (at % PageBytes));
      const number = Math.floor(at / PageBytes);
      const part = into.subarray(done, done + count);
      const page = this.#pages[number];
      if (page) part.set(page.subarray(at % PageBytes, (at % PageBytes) + count));
      else part.fill(number < Pages ? 0 : 0xff);
      done += count;
    }
  }

  /** Copies `bytes` to `address`; what lies beyond 16 MiB is lost. */
  write(address: number, bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) {
      const at = address + done;
      const count = Math.min(bytes.length - done, PageBytes - (at % PageBytes));
      const number = Math.floor(at / PageBytes);
      if (number >= Pages) return;
      this.page(number).set(bytes.subarray(done, done + count), at % PageBytes);
      done += count;
    }
  }
}
