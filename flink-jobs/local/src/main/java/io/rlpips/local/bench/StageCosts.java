package io.rlpips.local.bench;

import java.util.Locale;

/**
 * How fast a machine does each of the three things no detector can do without, when it does nothing else: one thread a
 * core.
 *
 * @param threads one a core
 * @param decodedPerSecond JPEG files to masters
 * @param embeddedPerSecond uploads through the network, in the pipeline's batches
 * @param searchedPerSecond uploads looked for among all references, each thread holding an equal share of them, in the
 *     pipeline's batches; their projection included
 */
public record StageCosts(int threads, double decodedPerSecond, double embeddedPerSecond, double searchedPerSecond) {
    /** @return uploads a second if each cost only these three */
    public double idealPerSecond() {
        return 1 / (1 / decodedPerSecond + 1 / embeddedPerSecond + 1 / searchedPerSecond);
    }

    /** @return one line for people */
    String line() {
        return String.format(
                Locale.ROOT,
                "alone, one thread on each of %d cores: decode %.0f/s, embed %.0f/s, search %.0f/s; all three %.0f/s",
                threads,
                decodedPerSecond,
                embeddedPerSecond,
                searchedPerSecond,
                idealPerSecond());
    }
}
