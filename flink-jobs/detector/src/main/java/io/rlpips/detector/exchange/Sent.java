package io.rlpips.detector.exchange;

/**
 * What of a record goes through Flink's network stack.
 *
 * @param number under which {@link LocalExchange} holds the record; where it is not held there, 0
 * @param whole the record itself where it is not held, else null: Flink knows no other type for something that may be
 *     absent, where what it is is a parameter
 * @param <W> the form in which it is sent
 */
public record Sent<W>(long number, W whole) {
    static <W> Sent<W> held(long number) {
        return new Sent<>(number, null);
    }

    /** @return what is sent of a record that is not held */
    public static <W> Sent<W> whole(W encoded) {
        return new Sent<>(0, encoded);
    }

    boolean isHeld() {
        return number != 0;
    }
}
