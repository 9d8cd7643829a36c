package io.rlpips.local.bench;

import java.util.Locale;

/**
 * How fast a machine does each of the three things no detector can do without, when it does nothing else: one thread a
 * core.
 *
 * @param threads one a core
 * @param decode JPEG files to masters
 * @param embed uploads through the network, in the pipeline's batches
 * @param search uploads looked for among all references, each thread holding an equal share of them, in the pipeline's
 *     batches; their projection included
 * @param ofCapacity how much of the cores the threads got: well below 1 and others were at work on the machine, so rates
 *     say little
 */
public record StageCosts(int threads, Cost decode, Cost embed, Cost search, double ofCapacity) {
    /** @param cpuMillis processor time of an upload, on all threads together */
    public record Cost(double uploadsPerSecond, double cpuMillis) {}

    /** @return uploads a second if each cost only these three */
    public double idealPerSecond() {
        return 1 / (1 / decode.uploadsPerSecond + 1 / embed.uploadsPerSecond + 1 / search.uploadsPerSecond);
    }

    /** @return processor time of an upload if it cost only these three */
    public double idealCpuMillis() {
        return decode.cpuMillis + embed.cpuMillis + search.cpuMillis;
    }

    /** @return one line for people */
    String line() {
        return String.format(
                Locale.ROOT,
                "alone, one thread on each of %d cores: decode %s, embed %s, search %s; all three %.0f/s, %.2f ms;"
                        + " the threads got %.0f %% of the cores",
                threads,
                text(decode),
                text(embed),
                text(search),
                idealPerSecond(),
                idealCpuMillis(),
                100 * ofCapacity);
    }

    private static String text(Cost cost) {
        return String.format(Locale.ROOT, "%.0f/s (%.2f ms)", cost.uploadsPerSecond, cost.cpuMillis);
    }
}
