package io.rlpips.metric.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * TorchScript modules without parameters, as libtorch reads them: a zip of the code and of two pickles, of the module's
 * attributes and of constants.
 */
final class ScriptArchive {
    private static final String FOLDER = "operators/";
    /** The oldest version of the format that all of libtorch 1 and 2 read. */
    private static final String VERSION = "3\n";

    private static final byte[] EMPTY_TUPLE = pickle(")");

    private ScriptArchive() {}

    /**
     * @param name of the class, without {@code __torch__}
     * @param code one class of that name whose only attribute is {@code training : bool}
     */
    static byte[] of(String name, String code) {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(archive)) {
            put(zip, "version", VERSION.getBytes(StandardCharsets.US_ASCII));
            put(zip, "code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
            put(zip, "data.pkl", module(name));
            put(zip, "constants.pkl", EMPTY_TUPLE);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return archive.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(FOLDER + name));
        zip.write(content);
        zip.closeEntry();
    }

    /** An object of the class: GLOBAL, EMPTY_TUPLE, NEWOBJ; its state: EMPTY_DICT, MARK, key, NEWFALSE, SETITEMS, BUILD. */
    private static byte[] module(String name) {
        return pickle("c__torch__\n" + name + "\n)\u0081}(" + text("training") + "\u0089ub");
    }

    /** BINUNICODE. */
    private static String text(String value) {
        byte[] length = ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value.length())
                .array();
        return "X" + new String(length, StandardCharsets.ISO_8859_1) + value;
    }

    /** @param opcodes a byte a character */
    private static byte[] pickle(String opcodes) {
        return ("\u0080\u0002" + opcodes + ".").getBytes(StandardCharsets.ISO_8859_1);
    }
}
