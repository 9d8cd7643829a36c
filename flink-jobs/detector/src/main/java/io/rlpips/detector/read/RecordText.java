package io.rlpips.detector.read;

import io.rlpips.schemas.MalformedRecordException;
import java.util.Map;

/**
 * How long texts in records may be. They come back in what is published, some of them several times, and a record that
 * the broker refuses for its size would stop the job that wants to write it, again after every restart.
 */
public final class RecordText {
    /** Of ids, banks, tenants, keys and URIs, in characters. */
    private static final int LONGEST = 4_096;
    /** Of the names and values of all attributes of a reference together, in characters. */
    private static final int MOST_OF_ATTRIBUTES = 65_536;

    private RecordText() {}

    /**
     * @param what the text is called
     * @throws MalformedRecordException where it is longer than one may be
     */
    public static void require(String what, String text) throws MalformedRecordException {
        require(what, text.length(), LONGEST);
    }

    /** @throws MalformedRecordException where they are longer together than attributes may be */
    static void requireAttributes(Map<String, String> attributes) throws MalformedRecordException {
        long characters = attributes.entrySet().stream()
                .mapToLong(
                        each -> (long) each.getKey().length() + each.getValue().length())
                .sum();
        require("attributes together", characters, MOST_OF_ATTRIBUTES);
    }

    private static void require(String what, long characters, int most) throws MalformedRecordException {
        if (characters > most) {
            throw new MalformedRecordException(
                    "%s: %d characters, at most %d are taken".formatted(what, characters, most));
        }
    }

    /** @return the text where it is no longer than one may be, otherwise its beginning and how long it is */
    public static String cut(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        int until = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return "%s... (%d characters)".formatted(text.substring(0, until), text.length());
    }
}
