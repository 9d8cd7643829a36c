package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.console.Progress;
import io.rlpips.local.session.Picture;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.ImageDecoder;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.Seeds;
import io.rlpips.training.attack.AttackKind;
import io.rlpips.training.attack.AttackedPicture;
import io.rlpips.training.attack.ForwardRates;
import io.rlpips.training.attack.IterativeAttack;
import io.rlpips.training.attack.PictureAttack;
import io.rlpips.training.distortion.PictureEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Perturbs pictures on purpose. */
@Command(
        name = "attack",
        description = "Perturbs pictures on purpose, within a budget and through the detector's way to the model: away"
                + " from themselves (evade) or onto another picture (frame). Writes 8-bit PNG files and says which got"
                + " past the threshold.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A picture that is past the threshold is attacked no further. Budgets are for samples in [0, 1] at full",
            "size.",
            "",
            "Examples:",
            "  rlpips attack photos --goal evade --budget linf:8/255 --restarts 5 --out attacked",
            "  rlpips attack cat.png dog.png --goal frame --target logo.png --attack pgd --steps 40 --out framed",
            "  rlpips attack photos --goal evade --attack square --queries 2000 --budget l2:1.0 --out boxed --json",
            "  rlpips attack photos --goal evade --attack ssa --out less-alike"
        })
final class AttackCommand implements Callable<Integer> {
    /** Pictures in memory at once. */
    private static final int CHUNK = 64;

    private static final double NANOS = 1e9;

    private final Console console;

    /** What the attacker wants. */
    enum Wish {
        EVADE("evaded"),
        FRAME("framed");

        private final String granted;

        Wish(String granted) {
            this.granted = granted;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(arity = "1..*", paramLabel = "PICTURE|DIR", description = "Pictures to perturb, or folders of them.")
    private List<Path> pictures;

    @Mixin
    private ModelOption model;

    @Option(
            names = "--goal",
            paramLabel = "GOAL",
            required = true,
            description = "evade: away from the picture itself. frame: onto the picture given by --target.")
    private Wish goal;

    @Option(names = "--target", paramLabel = "FILE", description = "What pictures are to be taken for, with frame.")
    private Path target;

    @Mixin
    private AttackOptions options;

    @Mixin
    private ThresholdOption threshold;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Where the perturbed pictures go, under their names with .png.")
    private Path out;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    AttackCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        requireFitting();
        IterativeAttack attack = options.attack();
        List<Picture> chosen = PictureArguments.read(pictures);
        if (options.kind() == AttackKind.SSA && chosen.size() < 2) {
            throw wrong("--attack ssa compares a picture with others, needs at least 2");
        }
        requireFreeNames(chosen);
        Optional<RgbImage> framed = Optional.ofNullable(target).map(PictureArgument::read);
        ModelBundle bundle = model.choice().read();
        double past = threshold(bundle);
        AttackReport report = new AttackReport(bundle, options, goal.toString(), goal.granted, past);
        try (PictureAttack pictureAttack = new PictureAttack(bundle, attack, DeviceChoice.AUTO);
                Progress progress = console.progress("attacking", chosen.size())) {
            RgbImage first = decoded(chosen.get(0));
            // Measured for equally long before, between and after the attacks: a machine's speed may change meanwhile.
            List<ForwardRates> forwards = new ArrayList<>(List.of(pictureAttack.forwardRates(first)));
            int done = 0;
            while (done < chosen.size()) {
                List<Picture> chunk = chosen.subList(done, endOfChunk(done, chosen.size()));
                attack(pictureAttack, chunk, framed, done, past, report);
                done += chunk.size();
                progress.stepTo(done);
                forwards.add(pictureAttack.forwardRates(first));
            }
            report.print(console, json, ForwardRates.mean(forwards));
        }
        return 0;
    }

    /** The last picture is not left alone: ssa compares each with the others of its chunk. */
    private static int endOfChunk(int from, int pictures) {
        int end = Math.min(pictures, from + CHUNK);
        return pictures - end == 1 ? pictures : end;
    }

    private void attack(
            PictureAttack attack,
            List<Picture> chunk,
            Optional<RgbImage> framed,
            int number,
            double past,
            AttackReport report) {
        List<RgbImage> originals = chunk.stream().map(AttackCommand::decoded).toList();
        long begun = System.nanoTime();
        List<AttackedPicture> attacked = attacked(
                attack,
                originals,
                framed,
                past,
                Seeds.stream(options.seed(), number).nextLong());
        report.addSeconds((System.nanoTime() - begun) / NANOS);
        for (int i = 0; i < attacked.size(); i++) {
            Path file = file(chunk.get(i));
            write(file, PictureEncoder.png(attacked.get(i).picture()));
            report.add(chunk.get(i).id(), file, attacked.get(i));
        }
    }

    private List<AttackedPicture> attacked(
            PictureAttack attack, List<RgbImage> originals, Optional<RgbImage> framed, double past, long seed) {
        if (options.kind() == AttackKind.OPT) {
            return attack.evadeFeatures(originals, options.budget(), past, seed);
        }
        if (options.kind() == AttackKind.SSA) {
            return attack.evadeSimilarity(originals, options.budget(), past, seed);
        }
        return framed.map(onto -> attack.frame(originals, onto, options.budget(), past, options.restarts(), seed))
                .orElseGet(() -> attack.evade(originals, options.budget(), past, options.restarts(), seed));
    }

    private void requireFitting() {
        if ((goal == Wish.FRAME) != (target != null)) {
            throw wrong("--target goes with --goal frame, and --goal frame needs it");
        }
        if (goal == Wish.FRAME && options.kind().hasAnObjectiveOfItsOwn()) {
            throw wrong("--attack %s only evades".formatted(options.kind()));
        }
    }

    private void requireFreeNames(List<Picture> chosen) {
        Set<Path> files = new HashSet<>();
        for (Picture picture : chosen) {
            if (!files.add(file(picture))) {
                throw wrong("two pictures are called '%s', and both would be written to %s"
                        .formatted(picture.id(), file(picture)));
            }
            if (isItself(picture)) {
                throw wrong(
                        "'%s' would be written over by its perturbed copy; give another --out".formatted(picture.id()));
            }
        }
    }

    private boolean isItself(Picture picture) {
        Path file = file(picture);
        try {
            return picture.file().isPresent()
                    && Files.exists(file)
                    && Files.isSameFile(file, picture.file().get());
        } catch (IOException e) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "cannot read %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    private double threshold(ModelBundle bundle) {
        if (threshold.value().isPresent()) {
            return threshold.value().getAsDouble();
        }
        return bundle.manifest()
                .recommendedThreshold()
                .orElseThrow(() ->
                        wrong("model '%s' recommends no threshold; give --threshold".formatted(bundle.modelId())));
    }

    private Path file(Picture picture) {
        String id = picture.id();
        return out.resolve(id.endsWith(".png") ? id : id + ".png");
    }

    private static RgbImage decoded(Picture picture) {
        try {
            return new ImageDecoder(ImageLimits.DEFAULT).decode(picture.bytes());
        } catch (RlpipsException e) {
            throw new RlpipsException(e.category(), picture.id() + ": " + e.getMessage(), e);
        }
    }

    private static void write(Path file, byte[] content) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, content);
        } catch (IOException e) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "cannot write %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static RlpipsException wrong(String message) {
        return new RlpipsException(FailureCategory.INVALID_ARGUMENT, message);
    }
}
