package io.rlpips.local.bench;

import java.util.Locale;

/**
 * How long a JPEG file takes on its way to a master, beside what the platform's {@code ImageIO} takes to decode it.
 * Times are medians of the rounds, in milliseconds; within a round the three take turns.
 *
 * @param progressive whether the file comes in several scans
 * @param bytes length of the file
 * @param imageIoMillis {@code ImageIO.read} alone
 * @param canonicaliseMillis decoding, orientation, borders and both resizes, from large files reduced
 * @param decodedInFullMillis the same by way of all pixels
 * @param ratio median over the rounds of canonicalising to {@code ImageIO.read}
 * @param meanDifference between the masters of both ways, of 255
 * @param largestDifference between the masters of both ways, of 255
 */
public record DecodeResult(
        int width,
        int height,
        boolean progressive,
        int bytes,
        double imageIoMillis,
        double canonicaliseMillis,
        double decodedInFullMillis,
        double ratio,
        double meanDifference,
        int largestDifference) {

    /** @return one line for people */
    public String line() {
        return String.format(
                Locale.ROOT,
                "%d x %d, %s, %d KiB: ImageIO %.2f ms, canonicalise %.2f ms (%.2f of it), by all pixels %.2f ms;"
                        + " masters differ by %.2f on average, %d at most",
                width,
                height,
                progressive ? "progressive" : "baseline",
                bytes >> 10,
                imageIoMillis,
                canonicaliseMillis,
                ratio,
                decodedInFullMillis,
                meanDifference,
                largestDifference);
    }
}
