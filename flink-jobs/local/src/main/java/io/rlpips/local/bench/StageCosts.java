package io.rlpips.local.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * How fast a machine does what no detector of this kind can do without, while the cluster waits for uploads: one thread a
 * core.
 *
 * @param threads one a core
 * @param decode JPEG files to masters
 * @param embed uploads through the network, in the pipeline's batches
 * @param project their fingerprints through the search projection, in the same batches
 * @param search uploads looked for among all references, each thread holding an equal share of them, in the pipeline's
 *     batches; survivors measured
 * @param inTurn decoding, embedding and projecting uploads batch by batch, as a program would that is nothing but a loop:
 *     what it takes more than these three is what each costs the others in caches
 * @param ofCapacity how much of the cores the threads got, at least; the waiting cluster and the compiler take some, and
 *     where it is below a half others were at work on the machine, so costs say little
 */
public record StageCosts(
        int threads, Cost decode, Cost embed, Cost project, Cost search, Cost inTurn, double ofCapacity) {
    /**
     * @param uploadsPerSecond if every thread had had a core for itself all the time
     * @param cpuMillis processor time of an upload, on all threads together
     */
    public record Cost(double uploadsPerSecond, double cpuMillis) {
        private static Cost mean(List<Cost> measured) {
            return new Cost(
                    1 / average(measured, cost -> 1 / cost.uploadsPerSecond), average(measured, Cost::cpuMillis));
        }
    }

    /** @return what an upload costs on average of several measurements, of which there is one at least */
    static StageCosts mean(List<StageCosts> measured) {
        Function<Function<StageCosts, Cost>, Cost> mean =
                stage -> Cost.mean(measured.stream().map(stage).toList());
        return new StageCosts(
                measured.get(0).threads,
                mean.apply(StageCosts::decode),
                mean.apply(StageCosts::embed),
                mean.apply(StageCosts::project),
                mean.apply(StageCosts::search),
                mean.apply(StageCosts::inTurn),
                measured.stream().mapToDouble(StageCosts::ofCapacity).min().orElseThrow());
    }

    private static double average(List<Cost> costs, ToDoubleFunction<Cost> value) {
        return costs.stream().mapToDouble(value).average().orElseThrow();
    }

    /** @return uploads a second if each cost nothing else */
    public double idealPerSecond() {
        return 1 / all().mapToDouble(cost -> 1 / cost.uploadsPerSecond).sum();
    }

    /** @return processor time of an upload if it cost nothing else */
    public double idealCpuMillis() {
        return all().mapToDouble(Cost::cpuMillis).sum();
    }

    private Stream<Cost> all() {
        return Stream.of(decode, embed, project, search);
    }

    /** @return processor time of an upload if it cost nothing but the loop and the search */
    public double loopCpuMillis() {
        return inTurn.cpuMillis + search.cpuMillis;
    }

    /** @return one line for people */
    String line() {
        return String.format(
                Locale.ROOT,
                "alone, one thread on each of %d cores: decode %s, embed %s, project %s, search %s; all of it %.0f/s, %.2f ms,"
                        + " the first three in turn %s; the threads got %.0f %% of the cores",
                threads,
                text(decode),
                text(embed),
                text(project),
                text(search),
                idealPerSecond(),
                idealCpuMillis(),
                text(inTurn),
                100 * ofCapacity);
    }

    private static String text(Cost cost) {
        return String.format(Locale.ROOT, "%.0f/s (%.2f ms)", cost.uploadsPerSecond, cost.cpuMillis);
    }
}
