package io.rlpips.deploy;

import static io.rlpips.deploy.DeploymentFiles.assertFlinkSettings;
import static io.rlpips.deploy.DeploymentFiles.assertIsAJob;
import static io.rlpips.deploy.DeploymentFiles.assertJobArguments;
import static io.rlpips.deploy.DeploymentFiles.at;
import static io.rlpips.deploy.DeploymentFiles.first;
import static io.rlpips.deploy.DeploymentFiles.path;
import static io.rlpips.deploy.DeploymentFiles.property;
import static io.rlpips.deploy.DeploymentFiles.text;
import static io.rlpips.deploy.DeploymentFiles.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rlpips.detector.configuration.DetectorOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The compose files and images say what the code understands. */
class DeploymentTest {
    private static final String COMPOSE = "docker-compose.yml";
    private static final String GPU_COMPOSE = "deploy/docker-compose.gpu.yml";
    private static final String JOB_ID = "00000000000000000000000000000001";
    private static final List<String> JOBS = List.of("reference-jobmanager", "detector-jobmanager");

    private final Map<String, Object> compose =
            DeploymentFiles.documents(COMPOSE).get(0);

    @Test
    void theBrokerIsTheVersionThatTheClientsAre() {
        String image = at(compose, "services", "kafka", "image");
        assertThat(image).isEqualTo("apache/kafka:" + property("kafka.version"));
    }

    @Test
    void theBrokerTakesWhatTheJobsSend() {
        Map<String, Object> environment = at(compose, "services", "kafka", "environment");
        assertThat(Long.parseLong(environment.get("KAFKA_MESSAGE_MAX_BYTES").toString()))
                .isGreaterThanOrEqualTo(
                        DetectorOptions.MAX_MESSAGE_SIZE.defaultValue().getBytes());
        assertThat(Long.parseLong(
                        environment.get("KAFKA_TRANSACTION_MAX_TIMEOUT_MS").toString()))
                .isGreaterThanOrEqualTo(
                        DetectorOptions.TRANSACTION_TIMEOUT.defaultValue().toMillis());
        assertThat(environment.get("KAFKA_AUTO_CREATE_TOPICS_ENABLE")).isEqualTo("false");
    }

    @Test
    void everyPublishedPortIsBoundToTheLoopback() {
        Map<String, Map<String, Object>> services = at(compose, "services");
        assertThat(services)
                .allSatisfy((name, service) -> assertThat(texts((List<?>) service.getOrDefault("ports", List.of())))
                        .allMatch(port -> port.startsWith("127.0.0.1:")));
    }

    @Test
    void topicsAreCreatedByTheCodeThatChecksThem() throws Exception {
        List<String> entrypoint = at(compose, "services", "topics", "entrypoint");
        assertIsAJob(entrypoint.get(entrypoint.size() - 1));
        assertJobArguments(texts(at(compose, "services", "topics", "command")));
    }

    @ParameterizedTest
    @ValueSource(strings = {COMPOSE, GPU_COMPOSE})
    void jobsExistAndUnderstandTheirArguments(String file) throws Exception {
        for (String job : JOBS) {
            List<String> command = texts(at(DeploymentFiles.documents(file).get(0), "services", job, "command"));
            assertIsAJob(command.get(0));
            assertThat(command.get(1)).matches("[0-9a-f]{32}");
            List<String> rest = command.subList(3, command.size());
            assertJobArguments(
                    rest.stream().filter(word -> !word.startsWith("-D")).toList());
        }
    }

    @Test
    void everyJobHasItsOwnIdAndVolume() {
        assertThat(JOBS.stream()
                        .map(job ->
                                texts(at(compose, "services", job, "command")).get(1)))
                .doesNotHaveDuplicates();
        assertThat(JOBS.stream().map(job -> at(compose, "services", job, "volumes")))
                .doesNotHaveDuplicates();
    }

    @Test
    void aJobContinuesFromTheFolderItsCheckpointsAreIn() {
        for (String job : JOBS) {
            String folder = texts(at(compose, "services", job, "command")).get(2);
            assertThat(settings(job)).containsEntry("execution.checkpointing.dir", "file://" + folder);
        }
    }

    @Test
    void flinkSettingsAreFlinksAndFitIntoTheirMemory() {
        for (String job : JOBS) {
            Configuration configuration = assertFlinkSettings(settings(job));
            assertThat(TaskExecutorProcessUtils.processSpecFromConfig(configuration)
                            .getJvmHeapMemorySize()
                            .getMebiBytes())
                    .isGreaterThan(1000);
            assertThat(configuration.get(TaskManagerOptions.NUM_TASK_SLOTS)).isEqualTo(2);
        }
    }

    /** The image's entry point turns every line into a setting and nests the keys again. */
    @Test
    void noSettingIsACommentOrTheBeginningOfAnother() {
        Map<String, String> settings = settings(JOBS.get(0));
        assertThat(settings.keySet()).noneMatch(key -> key.startsWith("#"));
        for (String key : settings.keySet()) {
            assertThat(settings.keySet()).noneMatch(other -> other.startsWith(key + "."));
        }
    }

    @Test
    void theGpuFileChangesServicesThatThereAre() {
        Map<String, Object> gpu = at(DeploymentFiles.documents(GPU_COMPOSE).get(0), "services");
        Map<String, Object> services = at(compose, "services");
        assertThat(services.keySet()).containsAll(gpu.keySet());
        for (String job : JOBS) {
            assertThat(texts(at(gpu, job, "command"))).containsAll(texts(at(services, job, "command")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy/docker/Dockerfile", "deploy/docker/Dockerfile.gpu"})
    void imagesHoldTheVersionsThatTheBuildHas(String file) {
        String dockerfile = text(file);
        assertThat(first("ARG FLINK_VERSION=(\\S+)", dockerfile)).isEqualTo(property("flink.version"));
        assertThat(first("FROM maven:([0-9.]+)-", dockerfile))
                .isEqualTo(first("maven-3/([0-9.]+)/", text(".mvn/wrapper/maven-wrapper.properties")));
        assertThat(dockerfile).contains("DJL_OFFLINE=true", "OMP_WAIT_POLICY=PASSIVE", "MALLOC_ARENA_MAX=2");
        assertThat(dockerfile.stripTrailing()).endsWith("USER flink");
    }

    @Test
    void theGpuImageBringsTheLibtorchThatTheBuildWasMadeFor() {
        Matcher versions = Pattern.compile("ARG PYTORCH_VERSION=(\\S+)").matcher(text("deploy/docker/Dockerfile.gpu"));
        assertThat(versions.results().map(result -> result.group(1)))
                .isNotEmpty()
                .allMatch(property("pytorch.version")::equals);
        assertThat(property("pytorch.jni.version")).startsWith(property("pytorch.version") + "-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy/docker/Dockerfile", "deploy/docker/Dockerfile.gpu"})
    void whatImagesCopyIsInTheRepositoryOrMadeByTheBuild(String file) {
        String pom = text("flink-jobs/detector/pom.xml");
        Matcher copies = Pattern.compile("(?m)^COPY ((?:--\\S+ )*)(\\S+) \\S+$").matcher(text(file));
        assertThat(copies.results()).isNotEmpty().allSatisfy(copy -> {
            String source = copy.group(2);
            if (copy.group(1).contains("--from=build")) {
                String built = first("/src/flink-jobs/detector/target/(.+?)/?$", source);
                assertThat(pom).contains("${project.build.directory}/" + built + "<");
            } else if (!copy.group(1).contains("--from=")) {
                assertThat(path(source)).exists();
            }
        });
    }

    @Test
    void theJobJarHoldsTheJobsAndNothingThatIsLoadedOnceAJvm() throws Exception {
        Path jar = path("flink-jobs/detector/target/rlpips-detector.jar");
        assumeTrue(Files.exists(jar), "flink-jobs/detector is not packaged");
        try (JarFile opened = new JarFile(jar.toFile())) {
            List<String> entries = opened.stream().map(JarEntry::getName).toList();
            assertThat(entries)
                    .contains(
                            "io/rlpips/detector/DetectorJob.class",
                            "io/rlpips/detector/ReferenceJob.class",
                            "io/rlpips/schemas/Upload.class",
                            "io/rlpips/schemas/avro/uploads/v1/Upload.avsc",
                            "io/rlpips/metric/search/ReferenceIndex.class",
                            "org/apache/flink/connector/kafka/source/KafkaSource.class")
                    .noneMatch(entry -> entry.startsWith("ai/djl/"))
                    .noneMatch(entry -> entry.startsWith("org/slf4j/"))
                    .noneMatch(entry -> entry.startsWith("org/apache/flink/runtime/"))
                    .noneMatch(entry -> entry.startsWith("org/apache/flink/streaming/api/"));
        }
    }

    @Test
    void aJobStartsAfreshWhereItHasNoCheckpoint(@TempDir Path checkpoints) throws Exception {
        assertThat(runJob(checkpoints))
                .isEqualTo("standalone-job --job-classname A --job-id " + JOB_ID + " --rlpips.model.device cpu");
    }

    @Test
    void aJobContinuesFromItsNewestCompleteCheckpoint(@TempDir Path checkpoints) throws Exception {
        for (String checkpoint : List.of("chk-9", "chk-10")) {
            Path folder = Files.createDirectories(checkpoints.resolve(JOB_ID).resolve(checkpoint));
            Files.createFile(folder.resolve("_metadata"));
        }
        Files.createDirectories(checkpoints.resolve(JOB_ID).resolve("chk-11"));
        assertThat(runJob(checkpoints))
                .contains("--fromSavepoint " + checkpoints.resolve(JOB_ID).resolve("chk-10"));
    }

    /** What {@code run-job} would call the image's entry point with. */
    private static String runJob(Path checkpoints) throws Exception {
        String script = path("deploy/docker/run-job").toString();
        ProcessBuilder process =
                new ProcessBuilder(script, "A", JOB_ID, checkpoints.toString(), "--rlpips.model.device", "cpu");
        process.environment().put("FLINK_ENTRYPOINT", "/bin/echo");
        Process started = process.start();
        String output = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(started.waitFor()).isZero();
        return output.strip();
    }

    private Map<String, String> settings(String service) {
        String lines = at(compose, "services", service, "environment", "FLINK_PROPERTIES");
        Map<String, String> settings = new LinkedHashMap<>();
        for (String line : lines.split("\n")) {
            String[] setting = line.split(":", 2);
            settings.put(setting[0].strip(), setting[1].strip());
        }
        return settings;
    }
}
