package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.console.StageBars;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.data.LabelledPicture;
import io.rlpips.training.data.PictureSet;
import io.rlpips.training.data.PictureSetReader;
import io.rlpips.training.data.SetManifest;
import io.rlpips.training.triplet.GenerationSettings;
import io.rlpips.training.triplet.TripletGenerator;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a set of judged triplets out of photos. */
@Command(
        name = "triplets",
        description =
                "Makes a set of judged triplets and pairs out of any photos, in the layout of BAPPS: to learn from "
                        + "the families traditional, cnn and mix, to measure on traditional, cnn, superres, deblur, color and "
                        + "frameinterp. The judgments follow from the severities of the distortions, which manifest.json says; "
                        + "no person judged, and no metric.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  rlpips data triplets --photos pictures.tar --out triplets",
            "  rlpips data triplets --photos pictures.tar --hold-back 10 --train 6000 --per-family 300 --out triplets",
            "  rlpips data triplets --photos some --val-photos others --out triplets --seed 2 --json"
        })
final class DataTripletsCommand implements Callable<Integer> {
    private static final int PICTURES_A_LINE = 10_000;

    private final Console console;

    @Option(
            names = "--photos",
            paramLabel = "DIR|TAR",
            required = true,
            description = "Folder or tar archive of photos, with or without class folders.")
    private Path photos;

    @Option(
            names = "--val-photos",
            paramLabel = "DIR|TAR",
            description = "Photos for the part to measure on (default: those held back of --photos).")
    private Path validationPhotos;

    @Option(
            names = "--hold-back",
            paramLabel = "N",
            description =
                    "The first N photos of each class folder, in the order of their paths, are measured on and never "
                            + "learnt from (default: 10, as training does; without effect where --val-photos is given).")
    private int holdBack = 10;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "A new or empty folder.")
    private Path out;

    @Option(names = "--train", paramLabel = "N", description = "Triplets to learn from, in all (default: 6000).")
    private int train = GenerationSettings.STANDARD_TRAIN_TRIPLETS;

    @Option(
            names = "--per-family",
            paramLabel = "N",
            description = "Triplets and pairs of each family to measure on (default: 300).")
    private int perFamily = GenerationSettings.STANDARD_PER_FAMILY;

    @Option(
            names = "--size",
            paramLabel = "N",
            description = "Columns and rows of the pictures, divisible by four (default: 64).")
    private int size = 64;

    @Option(
            names = "--network-steps",
            paramLabel = "N",
            description = "Training steps of each of the small networks of the family cnn (default: 400).")
    private int networkSteps = GenerationSettings.STANDARD_NETWORK_STEPS;

    @Option(names = "--seed", paramLabel = "N", description = "Of everything that is drawn (default: 1).")
    private long seed = GenerationSettings.STANDARD_SEED;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "How many triplets are made at once; without influence on them (default: all cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "Print the manifest as JSON.")
    private boolean json;

    DataTripletsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<String> sources =
                validationPhotos == null ? List.of(name(photos)) : List.of(name(photos), name(validationPhotos));
        GenerationSettings settings =
                new GenerationSettings(seed, train, perFamily, networkSteps, size, sources, threads);
        PictureSet.Split split = photos();
        SetManifest manifest;
        try (StageBars bars = new StageBars(console)) {
            manifest = TripletGenerator.generate(
                    pictures(split.training()), pictures(split.validation()), out, settings, bars::progress);
        }
        if (json) {
            console.resultJson(manifest);
        } else {
            manifest.counts().forEach((place, count) -> console.result("%-24s %6d".formatted(place, count)));
            console.result("judged by " + manifest.judgedBy() + " into " + out + "; next: rlpips data check " + out);
        }
        return 0;
    }

    private PictureSet.Split photos() {
        PictureSet all = read(photos);
        return validationPhotos == null ? all.holdBack(holdBack) : new PictureSet.Split(all, read(validationPhotos));
    }

    private PictureSet read(Path source) {
        return new PictureSetReader(ImageLimits.DEFAULT, size, threads).read(source, pictures -> {
            if (pictures % PICTURES_A_LINE == 0) {
                console.remark("read " + pictures + " photos");
            }
        });
    }

    private static List<RgbImage> pictures(PictureSet set) {
        return set.pictures().stream().map(LabelledPicture::picture).toList();
    }

    private static String name(Path source) {
        Path name = source.toAbsolutePath().normalize().getFileName();
        return name == null ? source.toString() : name.toString();
    }
}
