package io.rlpips.local.bench;

import io.rlpips.local.report.Percentiles;
import io.rlpips.training.run.MemoryUse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * From Kafka to the verdict.
 *
 * @param registering latency while references are registered; empty where that was not measured
 * @param grown the throughput with more references; empty where that was not measured
 * @param resumed how soon a killed job judges again; empty where that was not measured
 * @param meanUploadBytes of an upload's JPEG file
 * @param costsMeasured right before each round of the full load and right after the last
 * @param costs the mean of these
 * @param efficiency uploads a second achieved, of what there would be if each cost only decoding, embedding, projection and search
 * @param efficiencyWithoutBroker the same with the cores that the broker took not counted as the pipeline's
 * @param cpuMillis processor time of an upload, the whole process's
 * @param cpuEfficiency processor time of these costs alone, of {@code cpuMillis}: what the efficiency
 *     is where all cores are busy with nothing else, and steady where others work on the machine
 * @param cpuEfficiencyWithoutBroker the same without the broker's processor time
 * @param loopEfficiency as {@code cpuEfficiency}, of a loop over the parts instead of each of them by itself
 * @param loopEfficiencyWithoutBroker the same without the broker's processor time
 */
public record PipelineResult(
        long meanUploadBytes,
        Registered registered,
        Throughput throughput,
        Latencies latencyAtHalfLoad,
        Optional<Registering> registering,
        Optional<Grown> grown,
        Optional<Resumed> resumed,
        List<StageCosts> costsMeasured,
        StageCosts costs,
        double idealPerSecond,
        double efficiency,
        double efficiencyWithoutBroker,
        double cpuMillis,
        double cpuEfficiency,
        double cpuEfficiencyWithoutBroker,
        double loopEfficiency,
        double loopEfficiencyWithoutBroker) {
    /** What was measured on the running stack, in its order. */
    record Phases(
            Registered registered,
            Throughput throughput,
            List<StageCosts> costs,
            Latencies latencies,
            Optional<ReplayRate> replay,
            Optional<Grown> grown,
            Optional<Registering> registering,
            Optional<Resumed> resumed) {}

    /** @param seconds from the first one sent to the last one ACTIVE, without the time it took to draw them */
    public record Registered(int references, double seconds, double referencesPerSecond) {
        String line() {
            return PipelineResult.line(
                    "%,d references registered in %.1f s (%.0f/s)", references, seconds, referencesPerSecond);
        }
    }

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

        /** @return of rounds, one after the other */
        static Throughput together(List<Throughput> rounds) {
            int uploads = sum(rounds, Throughput::uploads);
            double seconds = rounds.stream().mapToDouble(Throughput::seconds).sum();
            return new Throughput(
                    uploads,
                    seconds,
                    uploads / seconds,
                    sum(rounds, Throughput::copies),
                    sum(rounds, Throughput::copiesFound),
                    sum(rounds, Throughput::othersMatched),
                    CpuUse.together(rounds.stream().map(Throughput::cpu).toList()),
                    MemoryUses.together(rounds.stream().map(Throughput::memory).toList()));
        }

        private static int sum(List<Throughput> rounds, ToIntFunction<Throughput> count) {
            return rounds.stream().mapToInt(count).sum();
        }

        String line() {
            return PipelineResult.line(
                    "%,d uploads judged in %.1f s: %.0f uploads/s, %.2f ms of processor time each;"
                            + " %d of %d copies found, %d others matched",
                    uploads, seconds, uploadsPerSecond, cpuMillis(), copiesFound, copies, othersMatched);
        }

        private double cpuMillis() {
            return 1e3 * cpu.cpuSeconds() / uploads;
        }
    }

    /**
     * Under full load, warm before.
     *
     * @param start after a garbage collection
     * @param tenths whenever another tenth of a round's verdicts was there, without one
     * @param end after a garbage collection
     */
    public record MemoryUses(MemoryUse start, List<MemoryUse> tenths, MemoryUse end) {
        private static MemoryUses together(List<MemoryUses> rounds) {
            return new MemoryUses(
                    rounds.get(0).start,
                    rounds.stream().flatMap(round -> round.tenths.stream()).toList(),
                    rounds.get(rounds.size() - 1).end);
        }
    }

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
     * @param slowestOfEachSecond the longest that one of the uploads of each second, by when the broker took them, waited
     *     to be decided, in milliseconds: tells what comes every so often from what comes once
     * @param cpu from the first upload being sent to the last verdict read, whatever else was done meanwhile included
     */
    public record Latencies(
            int uploads,
            double uploadsPerSecond,
            Millis decided,
            Millis delivered,
            List<Long> slowestOfEachSecond,
            CpuUse cpu) {
        static Latencies of(List<Decided> decided, CpuUse cpu) {
            long first =
                    decided.stream().mapToLong(Decided::brokerTimeMillis).min().orElse(0);
            long last =
                    decided.stream().mapToLong(Decided::brokerTimeMillis).max().orElse(0);
            return new Latencies(
                    decided.size(),
                    1e3 * (decided.size() - 1) / Math.max(1, last - first),
                    Millis.of(Percentiles.of(decided.stream().mapToLong(Decided::decidedMillis))),
                    Millis.of(Percentiles.of(decided.stream().mapToLong(Decided::deliveredMillis))),
                    slowestOfEachSecond(decided, first, last),
                    cpu);
        }

        private static List<Long> slowestOfEachSecond(List<Decided> decided, long firstMillis, long lastMillis) {
            long[] slowest = new long[(int) ((lastMillis - firstMillis) / 1000) + 1];
            for (Decided one : decided) {
                int second = (int) ((one.brokerTimeMillis() - firstMillis) / 1000);
                slowest[second] = Math.max(slowest[second], one.decidedMillis());
            }
            return Arrays.stream(slowest).boxed().toList();
        }

        String line() {
            return PipelineResult.line(
                    "%,d uploads sent at %.0f/s: decided after %s, delivered after %s; %.2f ms of processor time each, %s",
                    uploads,
                    uploadsPerSecond,
                    millis(decided),
                    millis(delivered),
                    1e3 * cpu.cpuSeconds() / uploads,
                    cpu.line());
        }
    }

    /**
     * Uploads at one rate, and references registered beside them in bulk.
     *
     * @param before without references
     * @param atFirst the first of the time with them, half a minute at most, in which the virtual machine compiles what is new to it
     * @param meanwhile once it has compiled that
     */
    public record Registering(Latencies before, Latencies atFirst, Meanwhile meanwhile) {
        String line() {
            return PipelineResult.line(
                    "%s; in the first %.0f s of registering at most %d ms, and before it after %s, at most %d ms;"
                            + " meanwhile %s; at first %s; before %s",
                    meanwhile.line(),
                    atFirst.cpu().wallSeconds(),
                    atFirst.decided().max(),
                    millis(before.decided()),
                    before.decided().max(),
                    meanwhile.latencies().cpu().line(),
                    atFirst.cpu().line(),
                    before.cpu().line());
        }
    }

    /**
     * While references were registered in bulk.
     *
     * @param references that became active in that time
     * @param latencies of the uploads
     * @param added single references; no more is told of one that took longer than a minute
     * @param removed they were removed again, likewise
     */
    public record Meanwhile(
            long references,
            double referencesPerSecond,
            Latencies latencies,
            List<Effect> added,
            List<Effect> removed) {
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
                    Effect.line(added),
                    Effect.line(removed));
        }
    }

    /**
     * How soon a single change of the references takes effect.
     *
     * @param recordedSeconds from asking for it until it is on the topic of fingerprints
     * @param countsSeconds from asking for it until the first upload was taken that is judged so
     */
    public record Effect(double recordedSeconds, double countsSeconds) {
        /** All in milliseconds since the epoch. */
        static Effect of(long asked, long recorded, long counted) {
            return new Effect((recorded - asked) / 1e3, (counted - asked) / 1e3);
        }

        private static String line(List<Effect> effects) {
            if (effects.isEmpty()) {
                return "(none)";
            }
            DoubleSummaryStatistics counts =
                    effects.stream().mapToDouble(Effect::countsSeconds).summaryStatistics();
            DoubleSummaryStatistics recorded =
                    effects.stream().mapToDouble(Effect::recordedSeconds).summaryStatistics();
            return PipelineResult.line(
                    "%.1f to %.1f s (%d times, recorded after %.1f to %.1f s)",
                    counts.getMin(), counts.getMax(), counts.getCount(), recorded.getMin(), recorded.getMax());
        }
    }

    /**
     * The same uploads, judged with more references.
     *
     * @param references in all
     * @param loadedSeconds from the last one's fingerprints being on the topic to an upload judged with all of them
     * @param ofSmall uploads a second, of what there were before
     * @param cpuOfSmall processor time of an upload before, of what it takes now: the same where all cores are busy with
     *     nothing else, and steady where others work on the machine
     */
    public record Grown(
            int references, double loadedSeconds, Throughput throughput, double ofSmall, double cpuOfSmall) {
        static Grown of(int references, double loadedSeconds, Throughput grown, Throughput small) {
            return new Grown(
                    references,
                    loadedSeconds,
                    grown,
                    grown.uploadsPerSecond() / small.uploadsPerSecond(),
                    small.cpuMillis() / grown.cpuMillis());
        }

        String line() {
            return PipelineResult.line(
                    "with %,d references, loaded in %.0f s: %s; %.2f of the rate before, by processor time %.2f",
                    references, loadedSeconds, throughput.line(), ofSmall, cpuOfSmall);
        }
    }

    /**
     * After the detector's job was killed.
     *
     * @param goneSeconds until it had gone
     * @param judgingSeconds until the first verdict of the job that was started from the newest checkpoint
     */
    public record Resumed(double goneSeconds, double judgingSeconds) {
        String line() {
            return PipelineResult.line(
                    "killed, gone after %.1f s, judging again after %.1f s", goneSeconds, judgingSeconds);
        }
    }

    static PipelineResult of(long meanUploadBytes, Phases phases) {
        Throughput throughput = phases.throughput();
        StageCosts costs = StageCosts.mean(phases.costs());
        double efficiency = throughput.uploadsPerSecond() / costs.idealPerSecond();
        CpuUse cpu = throughput.cpu();
        double broker = cpu.ofCapacity(PipelineStage.BROKER);
        double cpuMillis = throughput.cpuMillis();
        double cpuEfficiency = costs.idealCpuMillis() / cpuMillis;
        double loopEfficiency = costs.loopCpuMillis() / cpuMillis;
        double withoutBroker = 1 - broker / cpu.ofCapacity();
        return new PipelineResult(
                meanUploadBytes,
                phases.registered(),
                throughput,
                phases.latencies(),
                phases.registering(),
                phases.grown(),
                phases.resumed(),
                phases.costs(),
                costs,
                costs.idealPerSecond(),
                efficiency,
                efficiency / (1 - broker),
                cpuMillis,
                cpuEfficiency,
                cpuEfficiency / withoutBroker,
                loopEfficiency,
                loopEfficiency / withoutBroker);
    }

    /** @return for people */
    public List<String> lines() {
        List<String> lines = new ArrayList<>(List.of(
                registered.line(),
                throughput.line(),
                line("an upload's file has %.1f KiB", meanUploadBytes / 1024.0),
                throughput.cpu().line(),
                memoryLine(throughput.memory()),
                latencyAtHalfLoad.line()));
        grown.map(Grown::line).ifPresent(lines::add);
        registering.map(Registering::line).ifPresent(lines::add);
        resumed.map(Resumed::line).ifPresent(lines::add);
        lines.addAll(List.of(
                costs.line(),
                line(
                        "measured before each round of the full load and after the last: %s",
                        costsMeasured.stream()
                                .map(each -> line("%.0f/s", each.idealPerSecond()))
                                .collect(Collectors.joining(", "))),
                line(
                        "efficiency %.2f; %.2f without the broker's %.0f %% of the cores",
                        efficiency,
                        efficiencyWithoutBroker,
                        100 * throughput.cpu().ofCapacity(PipelineStage.BROKER)),
                line(
                        "by processor time: %.2f ms an upload, efficiency %.2f; %.2f without the broker's",
                        cpuMillis, cpuEfficiency, cpuEfficiencyWithoutBroker),
                line(
                        "of a loop over decoding, embedding and projecting, and the search: %.2f; %.2f without the broker's",
                        loopEfficiency, loopEfficiencyWithoutBroker)));
        return lines;
    }

    private static String memoryLine(MemoryUses memory) {
        return line(
                "memory at start and end: heap %d, %d MiB; resident %d, %d MiB, after each tenth %s",
                memory.start().heapMiB(),
                memory.end().heapMiB(),
                memory.start().residentMiB(),
                memory.end().residentMiB(),
                memory.tenths().stream()
                        .map(tenth -> String.valueOf(tenth.residentMiB()))
                        .collect(Collectors.joining(", ")));
    }

    private static String millis(Millis millis) {
        return "%d / %d / %d ms (p50 / p95 / p99)".formatted(millis.p50(), millis.p95(), millis.p99());
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
