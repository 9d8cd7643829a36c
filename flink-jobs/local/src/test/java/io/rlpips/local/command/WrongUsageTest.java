package io.rlpips.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.bundle.BundleWriter;
import io.rlpips.metric.bundle.Manifest;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.image.PngFile;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.weights.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line promises to those who get it wrong, and to scripts. */
class WrongUsageTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "--nonsense",
                "model",
                "model nonsense",
                "train",
                "evaluate",
                "bench",
                "bench decode --sizes 1024",
                "bench decode --sizes 4x4",
                "bench decode --quality 0",
                "bench decode --rounds 0",
                "bench decode --out no/such/folder/figures.json",
                "bench pairwise --pairs 0",
                "bench pairwise --references many",
                "bench pipeline --uploads 1",
                "bench pipeline --references 0",
                "bench pipeline --side 4",
                "bench pipeline --copies 2",
                "bench pipeline --parallelism 0",
                "bench pipeline --delivery none",
                "bench pipeline --set nonsense=1",
                "bench pipeline --set rlpips.embed.batch-size=0",
                "bench pipeline --set rlpips.embed.batch-size=many",
                "bench pipeline --set rlpips.views=standard",
                "bench pipeline --set rlpips.delivery=exactly-once",
                "bench search --photos here",
                "bench search --photos here --queries there --references many",
                "evaluate 2afc",
                "evaluate jnd --data set --limit few",
                "evaluate 2afc --data set --attack-recipe strong",
                "evaluate detection --training here --photos there --out tables --attack ssa",
                "train heads",
                "train heads --data there --run here --out bundle --attack nonsense",
                "train tune --data there --run here --out bundle --attack linf --epsilon far",
                "train tune --data there --run here --out bundle --validate-on others",
                "train robust --data there --run here --out bundle --model-id it --attack none",
                "train robust --data there --run here --out bundle --model-id it --epsilon 2",
                "train robust --data there --run here --out bundle --model-id it --attack l2 --patience -1",
                "serve --console-port 70000",
                "serve --console-port -1",
                "serve --console-address [::g]",
                "serve --set nonsense=1",
                "serve --set rlpips.bounded=true",
                "serve --set rlpips.guard.flood-limit-per-hour=-1",
                "lookup",
                "lookup no-such-file.png",
                "lookup picture.png --timeout 0",
                "lookup picture.png --timeout soon",
                "distance",
                "distance only-one.png",
                "distance a.png b.png --size",
                "distance a.png b.png --size many",
                "distance a.png b.png --nonsense",
                "detect --uploads there",
                "detect --references here --uploads there --threshold far",
                "model import --out bundle",
                "model publish --data here --background there --out bundle",
                "model publish --run here --from there --data here --background there --out bundle",
                "model publish --run here --data here --background there --out bundle",
                "model average --model 0.5=here --out bundle",
                "model average --model here --out bundle --model-id mean",
                "model average --model half=built-in --out bundle --model-id mean",
                "model verify --data here",
                "model register bundle",
                "model register bundle --registry ftp://host/models",
                "model announce",
                "model switch",
                "model switch no-such-file.zip",
                "policy",
                "policy set",
                "policy set bank --kind UNKNOWN",
                "policy set bank --max-distance -1",
                "policy set bank --max-distance-of model=far",
                "policy set bank --views upside-down",
                "policy set bank --false-alerts-per-upload 0",
                "policy set bank --false-alerts-per-upload 1.5",
                "policy set bank --false-alerts-per-upload few",
                "policy set bank --false-alerts-per-upload 0.1 --max-distance 0.1",
                "policy set bank --false-alerts-per-upload 0.1 --model no-such-bundle",
                "policy set bank --for-references 10",
                "policy set --from no-such-file.json",
                "calibrate",
                "calibrate --background here --references 10",
                "calibrate --background here --false-alerts-per-upload 2 --references 10",
                "calibrate --background here --false-alerts-per-upload 0.1 --references 0",
                "calibrate --background here --false-alerts-per-upload 0.1 --references 1 --views upside-down",
                "calibrate --background here --false-alerts-per-upload 0.1 --references 1 --bank __heartbeat",
                "calibrate --background here --false-alerts-per-upload 0.1 --references 1 --out no/such/policy.json",
                "alerts",
                "alerts export --out evidence",
                "alerts export --alert ../../etc --out evidence",
                "distance a.png b.png --reference-view mirrored",
                "distance a.png b.png --as-detected --size 64",
                "detect --references here --uploads there --views upside-down",
                "model announce no-such-file.zip",
                "replay --from yesterday",
                "replay --from -1h --to -2h",
                "replay --model default --live-model there",
                "replay --model no-such-bundle.zip",
                "replay --parallelism 0",
                "replay --set nonsense=1",
                "replay --set rlpips.model.bundle=other.zip",
                "replay --set rlpips.kafka.topic-prefix=other-",
                "replay --export no-such-folder",
                "export --from tomorrow",
                "demo surplus",
                "attack",
                "attack a.png --goal evade",
                "attack a.png --goal steal --out o",
                "attack a.png --goal frame --out o",
                "attack a.png --goal evade --target b.png --out o",
                "attack a.png --goal evade --attack nonsense --out o",
                "attack a.png --goal evade --budget 8/255 --out o",
                "attack a.png --goal evade --budget linf:8/0 --out o",
                "attack a.png --goal evade --attack fgsm --steps 3 --out o",
                "attack a.png --goal evade --queries 3 --out o",
                "attack a.png --goal evade --restarts 0 --out o",
                "attack a.png --goal evade --attack pgd --steps 0 --out o",
                "attack a.png --goal frame --target b.png --attack opt --out o",
                "attack a.png b.png --goal evade --attack ssa --restarts 2 --out o"
            })
    void wrongWordsAreOneLineAndExitCodeTwo(String words) {
        CommandLineRun run = CommandLineRun.of((Object[]) words.split(" ", words.isEmpty() ? -1 : 0));

        assertThat(run.exitCode()).isEqualTo(2);
        assertOneLine(run);
    }

    @Test
    void pathsThatDoNotExistAreNamed() throws IOException {
        Path picture = picture("a.png", 64, 64, 1);
        Path missing = folder.resolve("missing");

        for (CommandLineRun run : List.of(
                CommandLineRun.of("distance", picture, missing),
                CommandLineRun.of("distance", picture, picture, "--model", missing),
                CommandLineRun.of("detect", "--references", missing, "--uploads", folder),
                CommandLineRun.of("detect", "--references", folder, "--uploads", missing),
                CommandLineRun.of("detect", "--references", folder, "--uploads", folder, "--labels", missing),
                CommandLineRun.of("attack", missing, "--goal", "evade", "--out", folder.resolve("out")),
                CommandLineRun.of(
                        "attack", picture, "--goal", "frame", "--target", missing, "--out", folder.resolve("out")),
                CommandLineRun.of("model", "info", missing),
                CommandLineRun.of("model", "verify", missing),
                CommandLineRun.of("model", "import", "--backbone", missing, "--out", folder.resolve("out")))) {
            assertThat(run.exitCode()).isIn(1, 2);
            assertOneLine(run);
            assertThat(run.remarks()).contains("missing");
        }
    }

    @Test
    void picturesOfDifferentSizesAreRefusedWithBothSizes() throws IOException {
        CommandLineRun run = CommandLineRun.of("distance", picture("a.png", 64, 64, 1), picture("b.png", 65, 64, 2));

        assertThat(run.exitCode()).isEqualTo(2);
        assertOneLine(run);
        assertThat(run.remarks()).contains("64 x 64").contains("65 x 64");
    }

    @Test
    void aFileThatIsNoPictureIsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("text.png"), "not a picture");

        CommandLineRun run = CommandLineRun.of("distance", text, picture("b.png", 64, 64, 2));

        assertThat(run.exitCode()).isEqualTo(1);
        assertOneLine(run);
        assertThat(run.remarks()).contains("text.png");
    }

    @Test
    void aDamagedBundleIsRefusedWithWhatIsWrong() throws IOException {
        Path bundle = folder.resolve("bundle");
        BundleWriter.write(BundleReader.readDefault(), bundle, Precision.FLOAT16);
        Path tensors = bundle.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(tensors);
        bytes[bytes.length / 2] ^= 1;
        Files.write(tensors, bytes);

        for (CommandLineRun run :
                List.of(CommandLineRun.of("model", "verify", bundle), CommandLineRun.of("model", "info", bundle))) {
            assertThat(run.exitCode()).isEqualTo(1);
            assertOneLine(run);
            assertThat(run.remarks()).contains("model.safetensors").containsIgnoringCase("sha-256");
        }
    }

    @Test
    void detectRefusesABundleWithoutARecommendedThreshold() throws IOException {
        ModelBundle known = BundleReader.readDefault();
        Manifest silent = Manifest.describing(
                        "silent",
                        known.manifest().backbone(),
                        known.manifest().inputSize(),
                        known.manifest().recipe())
                .withPrecision(Precision.FLOAT16);
        Path bundle = folder.resolve("silent");
        BundleWriter.write(new ModelBundle(silent, known.tensors()), bundle, Precision.FLOAT16);
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        Files.copy(picture("a.png", 64, 64, 1), pictures.resolve("a.png"));

        CommandLineRun run =
                CommandLineRun.of("detect", "--references", pictures, "--uploads", pictures, "--model", bundle);

        assertThat(run.exitCode()).isIn(1, 2);
        assertOneLine(run);
        assertThat(run.remarks()).contains("--threshold");
    }

    @Test
    void jsonIsOneObjectWithDistanceAndLayersAndNothingElse() throws IOException {
        CommandLineRun run =
                CommandLineRun.of("distance", "--json", picture("a.png", 64, 64, 1), picture("b.png", 64, 64, 2));

        assertThat(run.exitCode()).isZero();
        JsonNode printed = new ObjectMapper().readTree(run.results());
        assertThat(printed.get("layers")).hasSize(5);
        double sum = 0;
        for (JsonNode layer : printed.get("layers")) {
            sum += layer.asDouble();
        }
        assertThat(printed.get("distance").asDouble()).isPositive().isCloseTo(sum, within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "detect",
                "distance",
                "model",
                "model import",
                "model info",
                "model verify",
                "model publish",
                "model register",
                "model announce",
                "train",
                "train backbone",
                "train heads",
                "train tune",
                "train robust",
                "attack",
                "evaluate",
                "evaluate 2afc",
                "evaluate jnd",
                "evaluate detection",
                "evaluate robustness",
                "data triplets",
                "data check"
            })
    void everyCommandExplainsItself(String command) {
        CommandLineRun run = CommandLineRun.of((Object[]) (command + " --help").split(" "));

        assertThat(run.exitCode()).isZero();
        assertThat(run.remarks()).isEmpty();
        assertThat(run.results()).contains("Usage: rlpips " + command).contains("--help");
    }

    private static void assertOneLine(CommandLineRun run) {
        assertThat(run.results()).isEmpty();
        assertThat(run.remarks()).startsWith("rlpips: ").endsWith(System.lineSeparator());
        assertThat(run.remarks().lines()).hasSize(1);
        assertThat(run.remarks()).doesNotContain("Exception").doesNotContain("\tat ");
    }

    private Path picture(String name, int width, int height, long seed) throws IOException {
        byte[] pixels = new byte[width * height * 3];
        new Random(seed).nextBytes(pixels);
        return Files.write(folder.resolve(name), PngFile.of(new RgbImage(width, height, pixels)));
    }
}
