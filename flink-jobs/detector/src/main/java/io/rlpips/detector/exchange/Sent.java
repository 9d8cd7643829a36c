package io.rlpips.detector.exchange;

import java.util.List;

/**
 * What of a record goes through Flink's network stack.
 *
 * @param number under which {@link LocalExchange} holds the record; where it is not held there, 0
 * @param whole the record itself where it is not held; else nothing
 * @param <W> the form in which it is sent
 */
public record Sent<W>(long number, List<W> whole) {
    static <W> Sent<W> held(long number) {
        return new Sent<>(number, List.of());
    }

    static <W> Sent<W> whole(W encoded) {
        return new Sent<>(0, List.of(encoded));
    }

    boolean isHeld() {
        return whole.isEmpty();
    }
}
