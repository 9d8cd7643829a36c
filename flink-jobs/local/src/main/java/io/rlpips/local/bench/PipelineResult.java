package io.rlpips.local.bench;

import io.rlpips.local.report.Percentiles;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * From Kafka to the verdict.
 *
 * @param registering the same while references are registered; empty where that was not measured
 * @param meanUploadBytes of an upload's JPEG file
 * @param efficiency uploads a second achieved, of what there would be if each cost only decoding, embedding, projection and search
 * @param efficiencyWithoutBroker the same with the cores that the broker took not counted as the pipeline's
 * @param cpuMillis processor time of an upload, the whole process's
 * @param cpuEfficiency processor time of these costs alone, of {@code cpuMillis}: what the efficiency
 *     is where all cores are busy with nothing else, and steady where others work on the machine
 * @param cpuEfficiencyWithoutBroker the same without the broker's processor time
 */
public record PipelineResult(
        long meanUploadBytes,
        Registered registered,
        Throughput throughput,
        Latencies latencyAtHalfLoad,
        Optional<Registering> registering,
        StageCosts costs,
        double idealPerSecond,
        double efficiency,
        double efficiencyWithoutBroker,
        double cpuMillis,
        double cpuEfficiency,
        double cpuEfficiencyWithoutBroker) {
    /** @param seconds from the first one sent to the last one ACTIVE, without the time it took to draw them */
    public record Registered(int references, double seconds, double referencesPerSecond) {}

    /**
     * @param seconds from all uploads becoming visible to the last verdict read
     * @param copies of them that show a reference
     * @param copiesFound of those that were matched with it
     * @param othersMatched uploads of their own that were matched
     */
    public record Throughput(
            int uploads,
            double seconds,
            double uploadsPerSecond,
            int copies,
            int copiesFound,
            int othersMatched,
            CpuUse cpu,
            MemoryUses memory) {
        static Throughput of(
                List<Decided> decided, PipelineUploads uploads, double seconds, CpuUse cpu, MemoryUses memory) {
            int copies = (int) decided.stream().filter(uploads::isCopy).count();
            int found = (int) decided.stream().filter(uploads::isFound).count();
            int others = (int) decided.stream()
                    .filter(each ->
                            !uploads.isCopy(each) && each.bestReferenceId().isPresent())
                    .count();
            return new Throughput(
                    decided.size(), seconds, decided.size() / seconds, copies, found, others, cpu, memory);
        }
    }

    /**
     * Under full load, warm before.
     *
     * @param start after a garbage collection
     * @param middle when half of the verdicts were there, without one
     * @param end after a garbage collection
     */
    public record MemoryUses(MemoryUse start, MemoryUse middle, MemoryUse end) {}

    /** In milliseconds, by nearest rank. */
    public record Millis(long p50, long p95, long p99, long max) {
        static Millis of(Percentiles percentiles) {
            return new Millis(percentiles.at(0.50), percentiles.at(0.95), percentiles.at(0.99), percentiles.at(1.00));
        }
    }

    /**
     * Of uploads sent at a steady rate.
     *
     * @param uploadsPerSecond as the broker took them
     * @param decided from the broker taking the upload to the decision
     * @param delivered from the broker taking the upload to a consumer having the verdict
     */
    public record Latencies(int uploads, double uploadsPerSecond, Millis decided, Millis delivered) {
        static Latencies of(List<Decided> decided) {
            long first =
                    decided.stream().mapToLong(Decided::brokerTimeMillis).min().orElse(0);
            long last =
                    decided.stream().mapToLong(Decided::brokerTimeMillis).max().orElse(0);
            return new Latencies(
                    decided.size(),
                    1e3 * (decided.size() - 1) / Math.max(1, last - first),
                    Millis.of(Percentiles.of(decided.stream().mapToLong(Decided::decidedMillis))),
                    Millis.of(Percentiles.of(decided.stream().mapToLong(Decided::deliveredMillis))));
        }
    }

    /**
     * While references were registered in bulk.
     *
     * @param references that became active in that time
     * @param latencies of the uploads meanwhile
     * @param addedSeconds from a single reference being appended to the first upload that was judged with it
     * @param removedSeconds from its removal being appended to the first upload that was judged without it
     */
    public record Registering(
            long references,
            double referencesPerSecond,
            Latencies latencies,
            List<Double> addedSeconds,
            List<Double> removedSeconds) {
        private String line() {
            return PipelineResult.line(
                    "%,d more registered meanwhile (%.0f/s), %,d uploads at %.0f/s: decided after %s, at most %d ms;"
                            + " a single reference counts after %s, its removal after %s",
                    references,
                    referencesPerSecond,
                    latencies.uploads(),
                    latencies.uploadsPerSecond(),
                    millis(latencies.decided()),
                    latencies.decided().max(),
                    seconds(addedSeconds),
                    seconds(removedSeconds));
        }

        private static String seconds(List<Double> seconds) {
            DoubleSummaryStatistics all =
                    seconds.stream().mapToDouble(Double::doubleValue).summaryStatistics();
            return seconds.isEmpty()
                    ? "(none)"
                    : PipelineResult.line("%.1f to %.1f s (%d times)", all.getMin(), all.getMax(), all.getCount());
        }
    }

    static PipelineResult of(
            long meanUploadBytes,
            Registered registered,
            Throughput throughput,
            Latencies latency,
            Optional<Registering> registering,
            StageCosts costs) {
        double efficiency = throughput.uploadsPerSecond() / costs.idealPerSecond();
        CpuUse cpu = throughput.cpu();
        double broker = cpu.ofCapacity(PipelineStage.BROKER);
        double cpuMillis = 1e3 * cpu.cpuSeconds() / throughput.uploads();
        double cpuEfficiency = costs.idealCpuMillis() / cpuMillis;
        return new PipelineResult(
                meanUploadBytes,
                registered,
                throughput,
                latency,
                registering,
                costs,
                costs.idealPerSecond(),
                efficiency,
                efficiency / (1 - broker),
                cpuMillis,
                cpuEfficiency,
                cpuEfficiency / (1 - broker / cpu.ofCapacity()));
    }

    /** @return for people */
    public List<String> lines() {
        List<String> lines = new ArrayList<>(List.of(
                line(
                        "%,d references registered in %.1f s (%.0f/s)",
                        registered.references(), registered.seconds(), registered.referencesPerSecond()),
                line(
                        "%,d uploads of %.1f KiB judged in %.1f s: %.0f uploads/s; %d of %d copies found, %d others matched",
                        throughput.uploads(),
                        meanUploadBytes / 1024.0,
                        throughput.seconds(),
                        throughput.uploadsPerSecond(),
                        throughput.copiesFound(),
                        throughput.copies(),
                        throughput.othersMatched()),
                throughput.cpu().line(),
                memoryLine(throughput.memory()),
                line(
                        "%,d uploads sent at %.0f/s: decided after %s, delivered after %s",
                        latencyAtHalfLoad.uploads(),
                        latencyAtHalfLoad.uploadsPerSecond(),
                        millis(latencyAtHalfLoad.decided()),
                        millis(latencyAtHalfLoad.delivered()))));
        registering.map(Registering::line).ifPresent(lines::add);
        lines.addAll(List.of(
                costs.line(),
                line(
                        "efficiency %.2f; %.2f without the broker's %.0f %% of the cores",
                        efficiency,
                        efficiencyWithoutBroker,
                        100 * throughput.cpu().ofCapacity(PipelineStage.BROKER)),
                line(
                        "by processor time: %.2f ms an upload, efficiency %.2f; %.2f without the broker's",
                        cpuMillis, cpuEfficiency, cpuEfficiencyWithoutBroker)));
        return lines;
    }

    private static String memoryLine(MemoryUses memory) {
        return line(
                "memory at start, middle and end: heap %d, %d, %d MiB; resident %d, %d, %d MiB",
                memory.start().heapMiB(),
                memory.middle().heapMiB(),
                memory.end().heapMiB(),
                memory.start().residentMiB(),
                memory.middle().residentMiB(),
                memory.end().residentMiB());
    }

    private static String millis(Millis millis) {
        return "%d / %d / %d ms (p50 / p95 / p99)".formatted(millis.p50(), millis.p95(), millis.p99());
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
