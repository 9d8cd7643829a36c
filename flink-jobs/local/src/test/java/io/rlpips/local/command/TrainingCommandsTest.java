package io.rlpips.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlpips.local.console.Console;
import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.bundle.Manifest;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.image.PngFile;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.weights.NpyFormat;
import io.rlpips.metric.weights.WeightTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model from random weights to a published bundle and on from there, by the command line alone, on a few drawn
 * pictures.
 */
class TrainingCommandsTest {
    private static final int SIDE = 64;
    private static final int TRIPLETS = 4;

    @TempDir
    private static Path folder;

    private static JsonNode backbone;
    private static JsonNode published;

    @BeforeAll
    static void trainAndPublish() throws IOException {
        for (int i = 0; i < 28; i++) {
            write("photos/%s/%02d.png".formatted(i % 2 == 0 ? "even" : "odd", i), i);
        }
        for (int i = 0; i < 12; i++) {
            write("others/some/%02d.png".formatted(i), 100 + i);
            write("strangers/some/%02d.png".formatted(i), 500 + i);
        }
        backbone = told(
                "train backbone --data photos --run first --epochs 2 --batch-size 4 --seed 3 --threads 1".split(" "));
        published =
                told(("model publish --run first --data photos --background others --out published --model-id drawn-v1"
                                + " --false-match-rate 0.2 --projection-dims 6 --threads 1")
                        .split(" "));
    }

    @Test
    void aBackboneIsTrainedAndItsRunSaysHow() throws IOException {
        assertThat(backbone.at("/report/history")).hasSize(2);
        assertThat(backbone.at("/report/trainingPictures").asInt()).isEqualTo(8);
        assertThat(backbone.at("/report/validationPictures").asInt()).isEqualTo(20);
        assertThat(backbone.at("/imagesPerSecond").asDouble()).isPositive();
        assertThat(backbone.at("/memory/last/residentMiB").asLong()).isNotZero();
        assertThat(Files.readAllLines(folder.resolve("first/curve.csv"))).hasSize(3);
        assertThat(Files.readAllLines(folder.resolve("first/memory.csv")).get(0))
                .startsWith("time,step,heap_mib");
    }

    @Test
    void ofTwoModelsAMeanCanBeMadeAndPublished() throws IOException {
        told("model average --model 3=published --model 1=built-in --out mean --model-id mean-v1".split(" "));

        ModelBundle mean = BundleReader.read(folder.resolve("mean"));
        float first = weight(BundleReader.read(folder.resolve("published")));
        assertThat(weight(mean)).isCloseTo(0.75f * first + 0.25f * weight(BundleReader.readDefault()), within(1e-6f));
        assertThat(mean.manifest().recommendedThreshold()).isEmpty();
        assertThat(mean.manifest().training().orElseThrow().command())
                .isEqualTo(
                        "./rlpips model average --model 3=published --model 1=built-in --out mean --model-id mean-v1 --json");

        told(("model publish --from mean --data photos --background others --out published-mean --false-match-rate 0.2"
                        + " --projection-dims 6 --threads 1")
                .split(" "));
        Manifest manifest = BundleReader.read(folder.resolve("published-mean")).manifest();
        assertThat(manifest.recommendedThreshold()).isPresent();
        assertThat(manifest.parent()).contains("drawn-v1");
    }

    private static float weight(ModelBundle bundle) {
        return bundle.tensors().get("backbone.features.0.weight").values()[7];
    }

    @Test
    void whatIsPublishedCanBeVerifiedOnItsPicturesAndNotOnOthers() throws IOException {
        ModelBundle bundle = BundleReader.read(folder.resolve("published"));
        assertThat(published.at("/modelHash").asText()).isEqualTo(bundle.modelHash());
        assertThat(bundle.manifest().modelId()).isEqualTo("drawn-v1");
        assertThat(bundle.manifest().calibration().orElseThrow().pairs()).isEqualTo(12L * 28);
        assertThat(bundle.projection().orElseThrow().dimensions()).isEqualTo(6);
        assertThat(bundle.manifest().training().orElseThrow().command())
                .startsWith("./rlpips train backbone --data photos --run RUN --epochs 2 --batch-size 4 --seed 3");

        JsonNode verified = told("model verify published --data photos --background others".split(" "));
        // as many pairs, and other pictures: these figures are not the card's
        CommandLineRun wrong = run("model verify published --data photos --background strangers".split(" "));

        assertThat(verified.at("/valid").asBoolean()).isTrue();
        assertThat(verified.at("/figures"))
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(figure -> assertThat(figure.at("/ok").asBoolean()).isTrue())
                .anySatisfy(figure -> assertThat(figure.at("/figure").asText()).contains("nearest of 336 unrelated"));
        assertThat(wrong.exitCode()).as(wrong.results()).isEqualTo(1);
        assertThat(wrong.results()).contains("WRONG  distance of the nearest of 336 unrelated pairs");
    }

    @Test
    void robustTrainingGoesOnFromThereUnderTheNormThatIsAskedFor() throws IOException {
        JsonNode robust =
                told(("train robust --from published --data photos --held-back 2 --run robust --out robust-bundle"
                                + " --model-id drawn-v2 --rounds 3 --steps-per-round 1 --patience 1 --keep best --learning-rate 1e-12 --groups 2"
                                + " --neighbours 1 --attack l2 --epsilon 3/4 --attack-steps 1 --threads 1")
                        .split(" "));

        assertThat(robust.at("/rounds").asInt()).isEqualTo(2);
        assertThat(robust.at("/kept/round").asInt()).isEqualTo(1);
        assertThat(robust.at("/kept/evaded").fieldNames()).toIterable().containsExactly("1.0", "2.0");
        assertThat(robust.at("/imagesPerSecond").asDouble()).isPositive();
        assertThat(robust.at("/forwardImagesPerSecond").asDouble()).isPositive();
        assertThat(robust.at("/memory/log").asText()).endsWith("memory.csv");
        Manifest manifest = BundleReader.read(folder.resolve("robust-bundle")).manifest();
        assertThat(manifest.parent()).contains("drawn-v1");
        assertThat(manifest.training().orElseThrow().pictures()).isEqualTo(24);
        assertThat(manifest.training().orElseThrow().command())
                .contains(
                        " --from drawn-v1 --data photos --held-back 2 ",
                        " --patience 1 --keep best ",
                        " --attack l2 --epsilon 0.75 ");
        assertThat(manifest.metrics())
                .anySatisfy(figure -> assertThat(figure.name())
                        .isEqualTo("validation evasion, l_2 1.0, 10 gradient steps, 4 pictures"))
                .anySatisfy(figure -> assertThat(figure.name())
                        .isEqualTo("validation framing, l_2 1.0, 10 gradient steps, 4 pictures, the nearest of 3"));
    }

    @Test
    void tuningMovesTheBackboneAndValidatesOnOtherPhotosWhereThatIsAskedFor() throws IOException {
        drawTriplets("train", 200);
        drawTriplets("val", 300);

        JsonNode tuned =
                told(("train tune --data triplets --from published --run tuned --out tuned-bundle --attack linf"
                                + " --perturb x0x1 --steps 1 --epochs 1 --decay-epochs 0 --batch-size 2 --learning-rate 1e-3"
                                + " --validate-on val --held-back 3 --threads 1")
                        .split(" "));

        assertThat(tuned.at("/recipe").asText()).isEqualTo("tune-robust-linf-x0x1");
        assertThat(tuned.at("/report/triplets/training").asInt()).isEqualTo(TRIPLETS);
        assertThat(tuned.at("/report/triplets/validation").asInt()).isEqualTo(3);
        assertThat(tuned.at("/report/recipe/validation/part").asText()).isEqualTo("VAL");
        ModelBundle before = BundleReader.read(folder.resolve("published"));
        ModelBundle after = BundleReader.read(folder.resolve("tuned-bundle"));
        assertThat(after.manifest().parent()).contains("drawn-v1");
        assertThat(after.tensors().keySet()).isEqualTo(before.tensors().keySet());
        for (String name : before.tensors().keySet()) {
            assertThat(after.tensors().get(name))
                    .as(name)
                    .isNotEqualTo(before.tensors().get(name));
        }
    }

    @Test
    void theCommandsThatMadeTheDefaultBundleAreStillUnderstood() throws IOException {
        String text;
        try (InputStream commands = BundleReader.class.getResourceAsStream("default/COMMANDS.md")) {
            text = new String(commands.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<String> lines =
                text.lines().filter(line -> line.startsWith("./rlpips ")).toList();
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());

        assertThat(lines).hasSize(14);
        for (String line : lines) {
            String[] words = line.substring("./rlpips ".length()).split(" ");
            RlpipsCommand.commandLine(new Console(nowhere, nowhere)).parseArgs(words);
        }
    }

    /** Words that name a file or folder of the test are taken to be in its folder. */
    private static CommandLineRun run(String... words) {
        List<String> placed = List.of(
                "photos",
                "others",
                "strangers",
                "first",
                "published",
                "robust",
                "robust-bundle",
                "triplets",
                "tuned",
                "tuned-bundle",
                "mean",
                "published-mean");
        List<Object> all = new ArrayList<>(List.of(words[0], words[1]));
        for (String word : Arrays.asList(words).subList(2, words.length)) {
            String file = word.substring(word.indexOf('=') + 1);
            String before = word.substring(0, word.length() - file.length());
            all.add(placed.contains(file) ? before + folder.resolve(file) : word);
        }
        return CommandLineRun.of(all.toArray());
    }

    private static JsonNode told(String... words) throws IOException {
        String[] all = Arrays.copyOf(words, words.length + 1);
        all[words.length] = "--json";
        CommandLineRun run = run(all);
        assertThat(run.exitCode()).as(run.remarks()).isZero();
        return new ObjectMapper().readTree(run.results());
    }

    private static void drawTriplets(String split, int seed) throws IOException {
        for (int i = 0; i < TRIPLETS; i++) {
            String family = "triplets/2afc/%s/traditional/".formatted(split);
            for (String role : List.of("ref", "p0", "p1")) {
                write("%s%s/%06d.png".formatted(family, role, i), seed + 10 * i + role.hashCode() % 7);
            }
            Path judgment = folder.resolve("%sjudge/%06d.npy".formatted(family, i));
            Files.createDirectories(judgment.getParent());
            Files.write(judgment, NpyFormat.write(new WeightTensor(new int[] {1}, new float[] {i % 2})));
        }
    }

    /** Blotches of colour. */
    private static void write(String file, long seed) throws IOException {
        byte[] pixels = new byte[6 * 6 * 3];
        new Random(seed).nextBytes(pixels);
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, PngFile.of(Resize.to(new RgbImage(6, 6, pixels), SIDE, SIDE)));
    }
}
