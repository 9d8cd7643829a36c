package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.console.StageBars;
import io.rlpips.local.session.ModelChoice;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.data.LabelledPicture;
import io.rlpips.training.data.PictureSetReader;
import io.rlpips.training.publishing.CardVerifier;
import io.rlpips.training.publishing.FigureCheck;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks a bundle, and with pictures the cheap figures of its card. */
@Command(
        name = "verify",
        description =
                "Checks a bundle: hashes, names, shapes, finiteness, signs, the projection's orthonormality. With "
                        + "the pictures it was published with it also measures the nearest unrelated pair, the false-match rate at "
                        + "the threshold and what the projection leaves, and compares them with the card. Exit 1 says what is wrong.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  rlpips model verify",
            "  rlpips model verify alex-bundle --json",
            "  rlpips model verify my-bundle --data pictures.tar --background others.tar"
        })
final class ModelVerifyCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "BUNDLE",
            description = "Folder or zip file; without it the built-in model.")
    private Path path;

    @ArgGroup(exclusive = false)
    private Pictures pictures;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    ModelVerifyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ModelBundle bundle = (path == null ? ModelChoice.builtIn() : ModelChoice.of(path)).read();
        List<FigureCheck> checks = pictures == null ? CardVerifier.verify(bundle) : measured(bundle);
        boolean valid = checks.stream().allMatch(FigureCheck::ok);
        if (json) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("valid", valid);
            facts.put("modelId", bundle.modelId());
            facts.put("modelHash", bundle.modelHash());
            facts.put("figures", checks);
            console.resultJson(facts);
        } else {
            checks.forEach(check -> console.result(line(check)));
            console.result("%s: %s %s".formatted(valid ? "ok" : "WRONG", bundle.modelId(), bundle.modelHash()));
        }
        return valid ? 0 : 1;
    }

    private List<FigureCheck> measured(ModelBundle bundle) {
        int size = bundle.manifest().inputSize();
        try (StageBars bars = new StageBars(console)) {
            return CardVerifier.verify(
                    bundle, read(pictures.data, size), read(pictures.background, size), bars::progress);
        }
    }

    private static List<RgbImage> read(Path source, int size) {
        return PictureSetReader.asDetected(ImageLimits.DEFAULT, size, 2).read(source, done -> {}).pictures().stream()
                .map(LabelledPicture::picture)
                .toList();
    }

    private static String line(FigureCheck check) {
        return Console.oneLine("%s  %s: card %s, measured %s, tolerance %s"
                .formatted(
                        check.ok() ? "ok   " : "WRONG",
                        check.figure(),
                        check.card(),
                        check.measured(),
                        check.tolerance()));
    }

    /** Both or none. */
    private static final class Pictures {
        @Option(
                names = "--data",
                paramLabel = "DIR|TAR",
                required = true,
                description = "What the model was trained on, as it was published.")
        private Path data;

        @Option(
                names = "--background",
                paramLabel = "DIR|TAR",
                required = true,
                description = "Pictures that nothing was trained on, as it was published.")
        private Path background;
    }
}
