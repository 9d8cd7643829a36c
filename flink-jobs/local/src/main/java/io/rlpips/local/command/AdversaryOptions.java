package io.rlpips.local.command;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.heads.adversary.Adversary;
import io.rlpips.training.heads.adversary.Perturbed;
import io.rlpips.training.heads.adversary.Procedure;
import io.rlpips.training.heads.adversary.Threat;
import picocli.CommandLine.Option;

/** Whom heads are trained against. */
final class AdversaryOptions {
    @Option(
            names = "--attack",
            paramLabel = "NORM",
            description = "none, linf or l2: what bounds the perturbation of the training pictures (default: none).")
    private Threat threat = Threat.NONE;

    @Option(
            names = "--epsilon",
            paramLabel = "E",
            converter = FractionConverter.class,
            description =
                    "The bound, 8/255 or 0.03, in pixel units (samples in [0, 1]); with --recipe paper on samples in "
                            + "[-1, 1], as the authors have it (default: 8/255 for linf, 1 for l2).")
    private Double epsilon;

    @Option(
            names = "--perturb",
            paramLabel = "WHAT",
            description = "x0, x1, x0x1 or ref: which pictures of a triplet are perturbed (default: x0).")
    private Perturbed perturbed;

    @Option(
            names = "--recipe",
            paramLabel = "R",
            description =
                    "paper: the authors' procedure (every step jumps to a corner of the ball, against a random ranking "
                            + "network and with dropout); robust: projected gradient ascent on the loss that is trained (default: "
                            + "robust).")
    private Procedure procedure = Procedure.ROBUST;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Of each attack (default: 50 with --recipe paper, 10 with robust).")
    private Integer steps;

    Procedure procedure() {
        return procedure;
    }

    Adversary adversary() {
        if (threat == Threat.NONE) {
            if (epsilon != null || perturbed != null || steps != null) {
                throw new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT,
                        "--epsilon, --perturb and --steps describe an attack: they need --attack linf or --attack l2");
            }
            return Adversary.NONE;
        }
        return new Adversary(
                threat,
                epsilon == null ? Adversary.standardEpsilon(threat) : epsilon,
                perturbed == null ? Perturbed.X0 : perturbed,
                procedure,
                steps == null ? procedure.standardSteps() : steps);
    }
}
