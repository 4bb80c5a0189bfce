#!/bin/sh
# Make .venv from requirements.lock, every package checked by its hash. Silent and fast when nothing changed.
# POSIX sh; needs Python 3.11 and, the first time, a package index. Works as root and as an ordinary user.
set -eu
cd "$(dirname "$0")/.."
here=$(pwd -P)

refuse() { # what, why, next — Chinese, then English
    printf '\n× %s\n  %s\n  → %s\n' "$1" "$2" "$3" >&2
    printf '  (%s)\n\n' "$4" >&2
    exit 2
}

# What was installed, from what, and where: scripts inside a .venv name its folder, so a moved checkout starts anew.
wanted=$({ cat requirements.lock scripts/installer.lock scripts/setup.sh; printf '%s\n' "$here"; } | cksum)
if [ -r .venv/stamp ] && [ "$(cat .venv/stamp)" = "$wanted" ] && .venv/bin/python -c '' 2>/dev/null; then
    exit 0
fi

if [ -e .venv ] && [ ! -w .venv ] || [ ! -e .venv ] && [ ! -w . ]; then
    refuse "当前账户 $(id -un) 不能改写 $here/.venv" \
        "这个目录由另一账户（例如 root）安装过，或属于别人" \
        "请改用原来的账户；或请管理员执行：sudo chown -R $(id -un) '$here'；或自己重新 git clone 一份" \
        "this checkout belongs to another account: use that account, chown the folder, or clone your own"
fi
# Two setups at once: the second waits for the first and then finds the stamp.
if command -v flock >/dev/null 2>&1 && [ -z "${ANJIAN_SETUP_LOCKED:-}" ]; then
    mkdir -p .venv
    ANJIAN_SETUP_LOCKED=1 exec flock .venv sh "$here/scripts/setup.sh"
fi

python=
for name in ${PYTHON:-python3.11 python3 python /usr/bin/python3.11 /usr/local/bin/python3.11}; do
    if "$name" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
        python=$name
        break
    fi
done
[ -n "$python" ] || refuse "找不到 Python 3.11" \
    "本系统按 Python 3.11 编写和检验，其他版本没有检验过" \
    "请安装 Python 3.11（Debian/Ubuntu：apt install python3.11 python3.11-venv；其他系统见其软件源）后重试；装在别处时用 PYTHON=/路径/python3.11 make run" \
    "Python 3.11 was not found: install it, or name it with PYTHON=/path/python3.11"

began=$(date +%s)
echo "安装 1/3 建立 Python 环境 .venv / making .venv"
if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null ||
    [ "$(cat .venv/place 2>/dev/null || echo "$here")" != "$here" ]; then
    # --clear empties the folder but keeps it, and with it the lock that is held on it.
    said=$("$python" -m venv --clear .venv 2>&1) || "$python" -m venv --clear --without-pip .venv ||
        refuse "建立 Python 环境失败" "$said" \
            "请安装 venv 组件（Debian/Ubuntu：apt install python3.11-venv）后重试" \
            "python -m venv failed: install the venv package of your system"
fi
printf '%s\n' "$here" >.venv/place

# The installer itself: pip of the new .venv, else the system's pip pointed at it.
if .venv/bin/python -m pip --version >/dev/null 2>&1; then
    pip=".venv/bin/python -m pip"
elif "$python" -m pip --version >/dev/null 2>&1; then
    pip="$python -m pip --python .venv/bin/python"
else
    refuse "这个 Python 没有 pip" "没有 pip 就不能安装依赖" \
        "请安装（Debian/Ubuntu：apt install python3.11-venv python3-pip）后重试" \
        "pip is missing: install it and try again"
fi

echo "安装 2/3 下载并核对依赖（逐个核对摘要，首次约一两分钟） / installing, every package checked by its hash"
quiet="--disable-pip-version-check --no-input --quiet"
# uv is five times faster; where it cannot be had pip does the same work. Both compile what they install, once: where
# PYTHONDONTWRITEBYTECODE is set each process would compile a thousand files anew, which takes it 1.5 s.
if $pip install $quiet --require-hashes --only-binary :all: -r scripts/installer.lock 2>/dev/null &&
    .venv/bin/python -m uv pip install --quiet --python .venv/bin/python --link-mode copy --compile-bytecode \
        --require-hashes --only-binary :all: -r requirements.lock; then
    :
elif $pip install $quiet --require-hashes --only-binary :all: -r requirements.lock; then
    :
else
    refuse "依赖没有装全" "上面是安装程序给出的原因；首次安装需要能访问 Python 软件源" \
        "请检查网络或 pip 的镜像设置后再次执行同一命令，已下载的部分不会重来" \
        "installing failed: check the network or the index set for pip, then run the same command again"
fi

echo "安装 3/3 命令 .venv/bin/anjian / the command"
# A path file instead of an editable build: nothing to download, nothing to build.
site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')
printf '%s\n' "$here" >"$site/anjian-checkout.pth"
cat >.venv/bin/anjian.new <<'END'
#!/bin/sh
# The first line of a script may not be longer than 127 bytes on some systems: so no interpreter path there.
unset PYTHONDONTWRITEBYTECODE # a start is a dozen processes, each of which would compile our own files anew
exec "$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)/python" -P -m config.cli "$@"
END
chmod 755 .venv/bin/anjian.new
mv .venv/bin/anjian.new .venv/bin/anjian
printf '%s\n' "$wanted" >.venv/stamp
echo "安装完成，用时 $(($(date +%s) - began)) 秒 / installed"
