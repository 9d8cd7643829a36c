package io.rlpips.local.bench;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What became of the processors' time.
 *
 * @param cpuSeconds of the whole process, all threads together
 * @param stages those that used any, most first
 */
public record CpuUse(double wallSeconds, int cores, double cpuSeconds, List<StageUse> stages) {
    private static final double TOLD = 0.005;

    /**
     * @param share of what the process used
     * @param ofCapacity share of what all cores could have given
     */
    public record StageUse(PipelineStage stage, String does, double cpuSeconds, double share, double ofCapacity) {}

    /** @param threads seconds by stage; what they leave of the process is the rest of the virtual machine's */
    static CpuUse of(double wallSeconds, int cores, double cpuSeconds, Map<PipelineStage, Double> threads) {
        Map<PipelineStage, Double> all = new EnumMap<>(PipelineStage.class);
        all.putAll(threads);
        double known =
                threads.values().stream().mapToDouble(Double::doubleValue).sum();
        all.put(PipelineStage.VIRTUAL_MACHINE, Math.max(0, cpuSeconds - known));
        List<StageUse> stages = all.entrySet().stream()
                .filter(each -> each.getValue() > 0)
                .map(each -> new StageUse(
                        each.getKey(),
                        each.getKey().does(),
                        each.getValue(),
                        each.getValue() / cpuSeconds,
                        each.getValue() / (wallSeconds * cores)))
                .sorted(Comparator.comparingDouble(StageUse::cpuSeconds).reversed())
                .toList();
        return new CpuUse(wallSeconds, cores, cpuSeconds, stages);
    }

    /** @return what was used in several times, one after the other */
    static CpuUse together(List<CpuUse> times) {
        Map<PipelineStage, Double> stages = new EnumMap<>(PipelineStage.class);
        times.stream()
                .flatMap(time -> time.stages.stream())
                .filter(use -> use.stage() != PipelineStage.VIRTUAL_MACHINE)
                .forEach(use -> stages.merge(use.stage(), use.cpuSeconds(), Double::sum));
        return of(
                times.stream().mapToDouble(CpuUse::wallSeconds).sum(),
                times.get(0).cores,
                times.stream().mapToDouble(CpuUse::cpuSeconds).sum(),
                stages);
    }

    /** @return share of what all cores could have given that the process used */
    double ofCapacity() {
        return cpuSeconds / (wallSeconds * cores);
    }

    /** @return the stage's share of what all cores could have given */
    double ofCapacity(PipelineStage stage) {
        return stages.stream()
                .filter(each -> each.stage() == stage)
                .mapToDouble(StageUse::ofCapacity)
                .findFirst()
                .orElse(0);
    }

    /** @return one line for people */
    String line() {
        String shares = stages.stream()
                .filter(each -> each.share() >= TOLD)
                .map(each -> String.format(
                        Locale.ROOT,
                        "%s %.1f %%",
                        each.stage().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        100 * each.share()))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "CPU: %.0f %% of %d cores used: %s",
                100 * cpuSeconds / (wallSeconds * cores),
                cores,
                shares);
    }
}
