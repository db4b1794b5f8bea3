/** A tape as it should be: files of records and a place. What a device is compared with. */
export class LogicalTape {
  files: number[][];
  file = 0;
  record = 0;
  private writing = false;

  constructor(files: readonly (readonly number[])[]) {
    this.files = files.map((records) => [...records]);
  }

  private get records(): number[] {
    return this.files[this.file] ?? [];
  }

  private to(file: number, record = 0): void {
    this.file = file;
    this.record = record;
  }

  finish(): void {
    if (this.writing && this.record > 0) this.to(this.file + 1);
    this.writing = false;
  }

  read(): string {
    this.finish();
    if (this.file === this.files.length) return "eod";
    if (this.record < this.records.length) return `record ${this.records[this.record++]}`;
    this.to(this.file + 1);
    return "filemark";
  }

  write(record: number): string {
    const kept = this.records.slice(0, this.record);
    this.files.splice(this.file, this.files.length, [...kept, record]);
    this.record++;
    this.writing = true;
    return "written";
  }

  mark(): string {
    this.files.splice(this.file, this.files.length, this.records.slice(0, this.record));
    this.to(this.file + 1);
    this.writing = true;
    return "marked";
  }

  spaceFiles(count: number): string {
    this.finish();
    const wanted = this.file + count;
    if (wanted < 0 || wanted > this.files.length) {
      this.to(wanted < 0 ? 0 : this.files.length);
      return wanted < 0 ? "bot" : "eod";
    }
    this.to(wanted);
    if (count < 0) this.record = this.records.length;
    return "spaced";
  }

  spaceRecords(count: number): string {
    if (count === 0) return "0";
    this.finish();
    if (count < 0) return this.skipBack(-count);
    if (this.file === this.files.length) return "0 eod";
    const moved = Math.min(count, this.records.length - this.record);
    this.record += moved;
    if (moved === count) return `${moved}`;
    this.to(this.file + 1);
    return `${moved} filemark`;
  }

  private skipBack(count: number): string {
    const moved = Math.min(count, this.record);
    this.record -= moved;
    if (moved === count) return `${moved}`;
    if (this.file === 0) return `${moved} bot`;
    this.to(this.file - 1);
    this.record = this.records.length;
    return `${moved} filemark`;
  }

  toFile(file: number): string {
    this.finish();
    this.to(Math.min(file, this.files.length));
    return file > this.files.length ? "eod" : "there";
  }

  place(file: number, record: number): void {
    this.finish();
    this.to(file, record);
  }
}
