package io.rlpips.training.agreement;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.attack.Budget.Norm;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The attacks of Table 1 of R-LPIPS, in its order: what bounds the perturbation and which of the versions carries one. */
public enum AttackColumn {
    L_INF_FIRST("linf-x0", Norm.L_INF, true, false),
    L_INF_SECOND("linf-x1", Norm.L_INF, false, true),
    L_INF_BOTH("linf-x0x1", Norm.L_INF, true, true),
    L_2_FIRST("l2-x0", Norm.L_2, true, false),
    L_2_SECOND("l2-x1", Norm.L_2, false, true),
    L_2_BOTH("l2-x0x1", Norm.L_2, true, true);

    private static final String EVERY = "all";
    private static final String NONE = "none";

    private final String label;
    private final Norm norm;
    private final boolean first;
    private final boolean second;

    AttackColumn(String label, Norm norm, boolean first, boolean second) {
        this.label = label;
        this.norm = norm;
        this.first = first;
        this.second = second;
    }

    /** @return as the command line and tables of data call it: {@code linf-x0x1} */
    public String label() {
        return label;
    }

    public Norm norm() {
        return norm;
    }

    /** @return whether the first version, x0, carries a perturbation */
    public boolean first() {
        return first;
    }

    /** @return whether the second version, x1, carries one */
    public boolean second() {
        return second;
    }

    /** @return the perturbed versions as the paper writes them: {@code x0/x1} */
    String perturbed() {
        return first && second ? "x0/x1" : first ? "x0" : "x1";
    }

    /**
     * @param labels names, or the single word {@code all} or {@code none}
     * @return in the order of this list, each once
     * @throws RlpipsException INVALID_ARGUMENT for an unknown name
     */
    public static List<AttackColumn> of(List<String> labels) {
        if (labels.equals(List.of(EVERY))) {
            return List.of(values());
        }
        if (labels.equals(List.of(NONE))) {
            return List.of();
        }
        for (String wanted : labels) {
            if (Arrays.stream(values()).noneMatch(column -> column.label.equals(wanted))) {
                throw new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT,
                        "unknown attack '%s', known: all, none, %s"
                                .formatted(
                                        wanted,
                                        Arrays.stream(values())
                                                .map(AttackColumn::label)
                                                .collect(Collectors.joining(", "))));
            }
        }
        return Arrays.stream(values())
                .filter(column -> labels.contains(column.label))
                .toList();
    }
}
