package io.rlpips.local.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * How fast pictures of one size are embedded in batches of one size.
 *
 * @param inputSize side of the pictures, in pixels
 * @param batch pictures that went through the network together
 * @param embedded pictures in all
 */
public record EmbedResult(int inputSize, int batch, long embedded, double seconds) {
    @JsonProperty
    public double picturesPerSecond() {
        return embedded / seconds;
    }

    /** @return one line for people */
    public String line() {
        return String.format(
                Locale.ROOT, "%d pixels, batch %d: %.0f pictures/s", inputSize, batch, picturesPerSecond());
    }
}
