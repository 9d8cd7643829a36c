package io.rlpips.metric.image;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The first directory of a TIFF structure (TIFF 6.0, section 2), which is also how EXIF is stored. Further directories
 * are not followed, so a chain of them cannot loop.
 */
final class TiffDirectory {
    static final int ORIENTATION = 274;

    private static final int ENTRY_BYTES = 12;
    /** Bytes of one value by type: BYTE ASCII SHORT LONG RATIONAL SBYTE UNDEFINED SSHORT SLONG SRATIONAL FLOAT DOUBLE IFD. */
    private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};

    private final ImageBytes file;
    private final long offset;
    private final List<Entry> entries;

    private TiffDirectory(ImageBytes file, long offset, List<Entry> entries) {
        this.file = file;
        this.offset = offset;
        this.entries = entries;
    }

    /**
     * @param position of the entry in the file
     * @param valuePosition of its first value in the file
     */
    record Entry(int tag, int type, long count, long position, long valuePosition) {
        long valueBytes() {
            return count * TYPE_BYTES[type];
        }
    }

    static boolean hasSignature(byte[] content) {
        ImageBytes bytes = ImageBytes.bigEndian("TIFF", content);
        return bytes.hasAscii(0, "II*\0") || bytes.hasAscii(0, "MM\0*");
    }

    /** @throws RlpipsException CORRUPT_IMAGE for a directory or a value that lies outside the bytes */
    static TiffDirectory first(byte[] content) {
        if (!hasSignature(content)) {
            throw ImageBytes.bigEndian("TIFF", content).corrupt("it does not start with a TIFF header");
        }
        ImageBytes file =
                content[0] == 'I' ? ImageBytes.littleEndian("TIFF", content) : ImageBytes.bigEndian("TIFF", content);
        long offset = file.unsignedInt(4);
        int count = file.unsignedShort(offset);
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(entry(file, offset + 2 + (long) i * ENTRY_BYTES));
        }
        return new TiffDirectory(file, offset, entries);
    }

    private static Entry entry(ImageBytes file, long position) {
        int type = file.unsignedShort(position + 2);
        long count = file.unsignedInt(position + 4);
        int known = type < TYPE_BYTES.length ? type : 0;
        long size = count * TYPE_BYTES[known];
        long valuePosition = size <= 4 ? position + 8 : file.unsignedInt(position + 8);
        return new Entry(file.unsignedShort(position), known, count, position, valuePosition);
    }

    /**
     * @param exif a TIFF structure, with or without the prefix {@code Exif\0\0}
     * @return 1 to 8; 1 where the structure is damaged or does not say, because a picture is whole without it
     */
    static int orientation(byte[] exif) {
        ImageBytes bytes = ImageBytes.bigEndian("EXIF", exif);
        int prefix = bytes.hasAscii(0, "Exif\0\0") ? 6 : 0;
        try {
            return first(bytes.copy(prefix, exif.length - prefix)).orientation();
        } catch (RlpipsException damaged) {
            if (damaged.category() != FailureCategory.CORRUPT_IMAGE) {
                throw damaged;
            }
            return Orientation.UPRIGHT;
        }
    }

    int orientation() {
        long value = number(ORIENTATION).orElse((long) Orientation.UPRIGHT);
        return value >= 1 && value <= 8 ? (int) value : Orientation.UPRIGHT;
    }

    ImageBytes file() {
        return file;
    }

    long offset() {
        return offset;
    }

    List<Entry> entries() {
        return entries;
    }

    Optional<Entry> entry(int tag) {
        return entries.stream().filter(entry -> entry.tag() == tag).findFirst();
    }

    /** @return the first value of a BYTE, SHORT or LONG entry */
    Optional<Long> number(int tag) {
        return entry(tag).filter(entry -> entry.count() > 0).map(entry -> number(entry, 0));
    }

    /**
     * @param most values that are believed; a directory that announces more is damaged
     * @return all values of a BYTE, SHORT or LONG entry; empty where it is missing
     */
    long[] numbers(int tag, int most) {
        Optional<Entry> found = entry(tag);
        if (found.isEmpty()) {
            return new long[0];
        }
        if (found.get().count() > most) {
            throw file.corrupt(
                    "tag %d with %d values".formatted(tag, found.get().count()));
        }
        long[] values = new long[(int) found.get().count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = number(found.get(), i);
        }
        return values;
    }

    byte[] content(Entry entry) {
        return file.copy(entry.valuePosition(), entry.valueBytes());
    }

    private long number(Entry entry, int index) {
        return switch (entry.type()) {
            case 1, 6, 7 -> file.unsignedByte(entry.valuePosition() + index);
            case 3, 8 -> file.unsignedShort(entry.valuePosition() + 2L * index);
            case 4, 9, 13 -> file.unsignedInt(entry.valuePosition() + 4L * index);
            default ->
                throw file.corrupt("tag %d has type %d, not a whole number".formatted(entry.tag(), entry.type()));
        };
    }
}
