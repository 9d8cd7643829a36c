package io.rlpips.schemas;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/**
 * Reads Avro's binary encoding out of one array and never believes it: a length or count is held against the bytes
 * that are left before anything is allocated for it. Avro's own decoder allocates first (up to 2 GiB for a record of a
 * few bytes) and repairs malformed UTF-8 silently, which would let two keys become one.
 *
 * <p>An element takes at least one byte here, which holds for every schema whose arrays do not hold nulls or empty
 * records; the tests see to it.
 */
final class BoundedDecoder extends Decoder {
    private static final int LONGEST_INT = 5;
    private static final int LONGEST_LONG = 10;

    private final ByteBuffer bytes;

    /** @param bytes read from its position to its limit; the buffer itself is left as it is */
    BoundedDecoder(ByteBuffer bytes) {
        this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    int remaining() {
        return bytes.remaining();
    }

    @Override
    public void readNull() {}

    @Override
    public boolean readBoolean() throws IOException {
        byte value = take(1).get();
        if (value != 0 && value != 1) {
            throw new IOException("a boolean is 0 or 1, got %d".formatted(value));
        }
        return value == 1;
    }

    @Override
    public int readInt() throws IOException {
        long value = readVariable(LONGEST_INT);
        if (value != (int) value) {
            throw new IOException("%d does not fit an int".formatted(value));
        }
        return (int) value;
    }

    @Override
    public long readLong() throws IOException {
        return readVariable(LONGEST_LONG);
    }

    private long readVariable(int longest) throws IOException {
        long zigzag = 0;
        for (int index = 0; index < longest; index++) {
            byte next = take(1).get();
            zigzag |= (next & 0x7FL) << (7 * index);
            if (next >= 0) {
                return (zigzag >>> 1) ^ -(zigzag & 1);
            }
        }
        throw new IOException("a number has no end after %d bytes".formatted(longest));
    }

    @Override
    public float readFloat() throws IOException {
        return take(Float.BYTES).getFloat();
    }

    @Override
    public double readDouble() throws IOException {
        return take(Double.BYTES).getDouble();
    }

    @Override
    public String readString() throws IOException {
        ByteBuffer text = take(readLength());
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(text)
                .toString();
    }

    @Override
    public Utf8 readString(Utf8 old) throws IOException {
        return new Utf8(readString());
    }

    @Override
    public void skipString() throws IOException {
        skipBytes();
    }

    @Override
    public ByteBuffer readBytes(ByteBuffer old) throws IOException {
        byte[] copy = new byte[readLength()];
        take(copy.length).get(copy);
        return ByteBuffer.wrap(copy);
    }

    @Override
    public void skipBytes() throws IOException {
        take(readLength());
    }

    @Override
    public void readFixed(byte[] target, int start, int length) throws IOException {
        take(length).get(target, start, length);
    }

    @Override
    public void skipFixed(int length) throws IOException {
        take(length);
    }

    @Override
    public int readEnum() throws IOException {
        return readInt();
    }

    @Override
    public long readArrayStart() throws IOException {
        return readBlock();
    }

    @Override
    public long arrayNext() throws IOException {
        return readBlock();
    }

    @Override
    public long skipArray() throws IOException {
        return skipBlocks();
    }

    @Override
    public long readMapStart() throws IOException {
        return readBlock();
    }

    @Override
    public long mapNext() throws IOException {
        return readBlock();
    }

    @Override
    public long skipMap() throws IOException {
        return skipBlocks();
    }

    @Override
    public int readIndex() throws IOException {
        return readInt();
    }

    private long readBlock() throws IOException {
        long count = readLong();
        if (count < 0) {
            readLength();
            count = Math.negateExact(count);
        }
        return checked(count, "elements");
    }

    /** Jumps over the blocks that announce their size; returns the count of the first that does not, or 0 at the end. */
    private long skipBlocks() throws IOException {
        for (long count = readLong(); ; count = readLong()) {
            if (count >= 0) {
                return checked(count, "elements");
            }
            take(readLength());
        }
    }

    private int readLength() throws IOException {
        return checked(readLong(), "bytes");
    }

    private int checked(long announced, String what) throws IOException {
        if (announced < 0 || announced > bytes.remaining()) {
            throw new EOFException(
                    "%d %s are announced where %d bytes are left".formatted(announced, what, bytes.remaining()));
        }
        return (int) announced;
    }

    /** The next {@code length} bytes as a view; the position moves past them. */
    private ByteBuffer take(int length) throws IOException {
        checked(length, "bytes");
        ByteBuffer taken = bytes.slice(bytes.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(bytes.position() + length);
        return taken;
    }
}
