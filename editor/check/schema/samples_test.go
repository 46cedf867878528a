package schema

// sample is a file for a shipped schema, with the problems that are expected.
type sample struct {
	name          Name
	content, want string
}

var correctFiles = []sample{
	{name: "compose", content: `name: shop
x-logging: &logging
  driver: json-file
  options: {max-size: 10m}
x-base: &base
  restart: unless-stopped
  logging: *logging
x-more: &more
  cpus: 0.5
services:
  web:
    <<: [*base, *more]
    image: "nginx:${TAG:-1.27}"
    ports:
      - 80
      - "8080:80"
      - "127.0.0.1:5000-5010:5000-5010/tcp"
      - 443:443
      - target: 80
        published: "8081"
        protocol: tcp
        mode: host
    environment:
      A:
      B: 1
      C: "x"
    depends_on:
      db: {condition: service_healthy, restart: true}
    x-owner: ops
    pull_policy: ${PULL}
    healthcheck:
      test: ["CMD", "true"]
      interval: 30s
    deploy:
      replicas: ${N:-2}
      resources: {limits: {cpus: "0.5", memory: 50M}}
    command: ["a", "a"]
    dns: [1.1.1.1, 1.1.1.1]
  db:
    <<: *base
    build: .
    environment: [A=1, B]
    depends_on: [cache]
    volumes:
      - data:/var/lib
      - type: bind
        source: ./a
        target: /a
        read_only: true
    networks: {back: {aliases: [database]}, front: }
    ulimits: {nofile: {soft: 1, hard: 2}, nproc: 3}
    privileged: ${PRIVILEGED}
    user: "1000"
    env_file:
      - path: a.env
        required: false
  cache:
    build: {context: ., args: [X=1], dockerfile_inline: "FROM scratch"}
    ports: !reset []
    environment: !reset null
    volumes: !override
      - a:/b
    develop: {watch: [{path: ., action: sync, target: /x}]}
volumes:
  data:
  other: {external: true}
networks:
  back: {}
  front:
configs: {c: {content: "x"}}
secrets: {s: {file: ./s}}
`},
	{name: "github-workflow", content: `name: CI
run-name: by @${{ github.actor }}
on:
  push:
    branches: [main]
  pull_request:
  schedule:
    - cron: "0 4 * * 1"
  workflow_dispatch:
    inputs:
      level: {type: choice, options: [a, b], default: a}
permissions:
  contents: read
concurrency:
  group: ${{ github.ref }}
  cancel-in-progress: ${{ github.ref != 'refs/heads/main' }}
env: &env
  A: 1
  B:
defaults: {run: {shell: bash}}
jobs:
  build:
    runs-on: ${{ matrix.os }}
    env: *env
    timeout-minutes: ${{ fromJSON(vars.TIMEOUT) }}
    strategy:
      fail-fast: false
      max-parallel: 2
      matrix:
        os: [ubuntu-latest, windows-latest]
        go: [1.25, "1.26"]
        include:
          - {os: macos-latest, go: 1.25}
        exclude: ${{ fromJSON(needs.plan.outputs.not) }}
    services:
      db: {image: postgres, ports: ["5432:5432"], options: --health-cmd true}
    steps:
      - uses: actions/checkout@v5
        with: {fetch-depth: 0, token: , sub: true}
      - name: Test
        id: test
        if: success() && !cancelled()
        run: |
          go test ./...
        env: {X: "${{ secrets.X }}"}
        continue-on-error: ${{ matrix.os == 'x' }}
  odd:
    needs: build
    runs-on: [self-hosted, linux]
    strategy:
      fail-fast: true
    steps:
      - run: true
  grouped:
    runs-on: {group: large, labels: x}
    environment: {name: production, url: "https://example.com"}
    container: node:22
    steps: [{run: "echo", shell: pwsh, working-directory: a}]
  called:
    uses: ./.github/workflows/other.yml
    needs: [build, odd]
    with: {a: 1, b: true, c: x}
    secrets: inherit
    strategy: {matrix: "${{ fromJSON(needs.build.outputs.m) }}"}
  foreign:
    uses: owner/repo/.github/workflows/x.yaml@v1
    secrets: {T: "${{ secrets.T }}"}
`},
	{name: "github-workflow", content: "on: [push, pull_request]\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ls\n"},
	{name: "github-workflow", content: "on:\n  workflow_call:\n    inputs:\n      a: {type: string, required: true}\n    outputs:\n      o: {value: x}\n    secrets:\n      s: {required: true}\npermissions: read-all\njobs:\n  a: {runs-on: x, steps: [{run: ls}]}\n"},
	{name: "compose", content: "services:\n  a: {image: x, extends: {service: b}, network_mode: host, cap_add: [ALL], labels: {a: 1, b: true, c: }}\n  b: {image: y, scale: 2, stop_grace_period: 1m30s, tmpfs: /run, sysctls: {net.core.somaxconn: 1024}, extra_hosts: [\"a=1.2.3.4\"]}\ninclude:\n  - a.yaml\n  - path: [b.yaml]\n"},
	{name: "compose", content: "version: \"3.8\"\nservices: {}\n"},
	{name: "package.json", content: `{"name": "@a/b", "version": "1.0.0-rc.1", "type": "module", "private": true, "license": "SEE LICENSE IN x", "author": "A <a@b> (c)",
  "homepage": "b.example", "bugs": {"url": "b.example", "email": "nobody"}, "repository": "github:a/b", "funding": ["https://a.example"],
  "contributors": [{"name": "A", "url": "b.example"}], "main": "./a.js", "bin": {"x": "x.js"}, "man": ["a.1"], "files": ["dist"], "sideEffects": ["*.css"],
  "exports": {".": {"types": "./a.d.ts", "es2020": "./b.mjs", "node": {"import": "./c.mjs", "require": null}, "default": "./a.js"}, "./package.json": "./package.json", "./x/*": "./x/*.js"},
  "imports": {"#a": {"esm2022": "./a.js", "default": "b"}}, "scripts": {"a": "b", "prea": "c"}, "config": {"x": 1}, "engines": {"node": ">=20"}, "os": ["!win32"], "cpu": ["x64"],
  "dependencies": {"a": "^1", "b": "file:../b", "c": "workspace:*", "d": "npm:e@1"}, "peerDependenciesMeta": {"a": {"optional": true}}, "overrides": {"a": {"b": "1"}},
  "workspaces": {"packages": ["p/*"]}, "packageManager": "pnpm@9.1.0", "eslintConfig": {"root": true, "anything": 1}, "prettier": "x", "jest": {"a": 1}, "unknown": {"b": []}, "browserslist": ["defaults"], "publishConfig": {"access": "public"}}`},
	{name: "package.json", content: `{}`},
	{name: "tsconfig.json", content: "// a comment\n{\n  \"extends\": [\"./base.json\", \"@tsconfig/node22/tsconfig.json\"],\n  \"compilerOptions\": {\"target\": \"ES2022\", \"module\": \"NodeNext\", \"lib\": [\"es2023\", \"DOM\"], \"strict\": true, \"paths\": {\"@/*\": [\"./src/*\"]}, \"plugins\": [{\"name\": \"x\", \"y\": 1}], \"jsx\": \"react-jsx\", /* own */ \"unknownOption\": 1, \"rootDir\": null},\n  \"include\": [\"src\"], \"references\": [{\"path\": \"../a\"}], \"ts-node\": {\"esm\": true},\n}\n"},
	{name: "tsconfig.json", content: `{"files": []}`},
	{name: "jsconfig.json", content: `{"compilerOptions": {"checkJs": true, "module": "commonjs"}, "exclude": ["node_modules"]}`},
}

var wrongFiles = []sample{
	{"compose", "services:\n  web:\n    image: x\n    ports: 80\n", "4:12 schema-type services.web.ports"},
	{"compose", "services:\n  web:\n    image: x\n    prots: [80]\n", "4:5 schema-unknown-key services.webprots"},
	{"compose", "servces:\n  web: {image: x}\n", "1:1 schema-unknown-key servces"},
	{"compose", "services:\n  - web\n", "1:1 schema-type services"},
	{"compose", "services:\n  web:\n    environment: A=1\n", "3:18 schema-type services.web.environment"},
	{"compose", "services:\n  web:\n    ports:\n      - target: 80\n        publish: 1\n", "5:9 schema-unknown-key services.web.ports[0]publish"},
	{"compose", "services:\n  web:\n    depends_on:\n      db: {condition: ready}\n", "4:23 schema-choice services.web.depends_on.db.condition"},
	{"compose", "services:\n  web:\n    build:\n      contxt: .\n", "4:7 schema-unknown-key services.web.buildcontxt"},
	{"compose", "services:\n  web:\n    image: [a]\n", "3:5 schema-type services.web.image"},
	{"compose", "services:\n  web:\n    volumes:\n      - {source: a}\n", "4:9 schema-required services.web.volumes[0]type"},
	{"compose", "x-a: &a {prots: []}\nservices:\n  a: {<<: *a}\n  b: {<<: *a}\n", "1:10 schema-unknown-key services.aprots"},
	{"compose", "services:\n  web:\n    privileged: 3\n", "3:17 schema-type services.web.privileged"},
	{"compose", "version: 3.8\nservices: {}\n", "1:10 schema-type version"},
	{"github-workflow", "on: push\njobs:\n  a:\n    steps:\n      - run: ls\n", "3:3 schema-required jobs.aruns-on"},
	{"github-workflow", "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - runs: ls\n", "6:9 schema-unknown-key jobs.a.steps[0]runs, 6:9 schema-required jobs.a.steps[0]uses / run / wait / wait-all / cancel / parallel"},
	{"github-workflow", "on: push\n", "1:1 schema-required jobs"},
	{"github-workflow", "on: pushed\njobs: {a: {runs-on: x, steps: [{run: ls}]}}\n", "1:5 schema-choice on"},
	{"github-workflow", "on:\n  push:\n    branch: main\njobs: {a: {runs-on: x, steps: [{run: ls}]}}\n", "3:5 schema-unknown-key on.pushbranch"},
	{"github-workflow", "on: push\npermissions:\n  contents: all\njobs: {a: {runs-on: x, steps: [{run: ls}]}}\n", "3:13 schema-choice permissions.contents"},
	{"github-workflow", "on: push\njobs:\n  a:\n    runs-on: x\n    needs: {b: c}\n    steps: [{run: ls}]\n", "5:5 schema-type jobs.a.needs"},
	{"github-workflow", "on: push\njobs:\n  a:\n    runs-on: x\n    timeout-minutes: long\n    steps: [{run: ls}]\n", "5:22 schema-type jobs.a.timeout-minutes"},
	{"package.json", "{\n  \"name\": 1\n}", "2:11 schema-type name"},
	{"package.json", "{\n  \"private\": 1\n}", "2:14 schema-type private"},
	{"package.json", "{\n  \"dependencies\": [\"a\"]\n}", "2:3 schema-type dependencies"},
	{"package.json", "{\n  \"scripts\": {\"a\": [\"b\"]}\n}", "2:15 schema-type scripts.a"},
	{"package.json", "{\n  \"type\": \"esm\"\n}", "2:11 schema-choice type"},
	{"tsconfig.json", "{\n  \"compilerOptions\": {\"strict\": \"yes\"}\n}", "2:33 schema-type compilerOptions.strict"},
	{"tsconfig.json", "{\n  \"compilerOptions\": {\"paths\": {\"a\": \"b\"}}\n}", "2:38 schema-type compilerOptions.paths.a"},
	{"jsconfig.json", "{\"compilerOptions\": []}", "1:2 schema-type compilerOptions"},
}
