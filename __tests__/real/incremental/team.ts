/** A repository whose DAG files read all kinds of things while they are loaded, and a library of its environment. */
export const FILES: Readonly<Record<string, string>> = {
  'code/dags/plain.py': dag('plain', 'schedule="@daily"'),
  'code/dags/helped.py': `from common.settings import OWNER\n${dag('helped', 'default_args={"owner": OWNER}')}`,
  'code/dags/factory.py': `import pathlib
import yaml
from airflow.sdk import DAG

for path in sorted((pathlib.Path(__file__).parent.parent / "include").glob("*.yaml")):
    given = yaml.safe_load(path.read_text())
    with DAG(f"made_{path.stem}", schedule=given["schedule"]) as made:
        pass
    globals()[path.stem] = made
`,
  'code/dags/listing.py': `import os
${dag('listing', 'tags=sorted(os.listdir(os.path.join(os.path.dirname(__file__), "../include/sql")))')}`,
  'code/dags/walking.py': `import os
${dag('walking', 'tags=sorted(name for _, _, names in os.walk(os.path.join(os.path.dirname(__file__), "../include")) for name in names)')}`,
  'code/dags/optional.py': `import os
try:
    from extras import TAG
except ImportError:
    TAG = "none"
HERE = os.path.dirname(os.path.abspath(__file__))
${dag('optional', 'tags=[TAG, str(os.path.exists(os.path.join(HERE, "../include/flag")))]')}`,
  'code/dags/size.py': `import os
${dag('size', 'tags=[str(os.path.getsize(os.path.join(os.path.dirname(__file__), "../include/size.csv")))]')}`,
  'code/dags/unsorted.py': `import os
${dag('unsorted', 'description=" ".join(os.listdir(os.path.join(os.path.dirname(__file__), "../include/order")))')}`,
  'code/dags/home.py': `import os\n${dag('home', 'description=os.path.expanduser("~")')}`,
  'code/dags/machine.py': `import socket\n${dag('machine', 'tags=[socket.gethostname()]')}`,
  'code/dags/environment.py': `import os\n${dag('environment', 'tags=[os.environ.get("TEAM", "none")]')}`,
  'code/dags/variable.py': `from airflow.sdk import Variable\n${dag('variable', 'tags=[Variable.get("rate", default="none")]')}`,
  'code/dags/plugged.py': `from team_plugin import TAG\n${dag('plugged', 'tags=[TAG]')}`,
  'code/dags/library.py': `import team_library\n${dag('library', 'tags=[team_library.VERSION]')}`,
  'code/dags/library_again.py': `from team_library import VERSION\n${dag('library_again', 'tags=[VERSION]')}`,
  'code/dags/own_path.py': `import os, sys
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../lib"))
import tools
${dag('own_path', 'tags=[tools.TAG]')}`,
  'code/dags/changes_all.py': `import os
import team_library
from airflow.providers.standard.operators.bash import BashOperator
os.environ["TEAM"] = "changed by another file"
team_library.VERSION = "changed by another file"
BashOperator.ui_color = "#000000"
${dag('changes_all', 'tags=[]')}`,
  'code/dags/raises.py': `from common.checks import check\ncheck()\n${dag('raises', '')}`,
  'code/dags/syntax.py': 'def broken(:\n    "dag airflow"\n',
  'code/dags/clock.py': `import datetime\n${dag('clock', 'tags=[str(datetime.date.today().year)]')}`,
  'code/dags/network.py': `import socket
try:
    socket.create_connection(("db.example.com", 5432), timeout=1)
except OSError:
    pass
${dag('network', 'tags=[]')}`,
  'code/common/__init__.py': '',
  'code/common/settings.py': 'from common.deep import NAME\nOWNER = NAME\n',
  'code/common/deep.py': 'NAME = "ada"\n',
  'code/common/checks.py': 'def check():\n    raise ValueError("not ready")\n',
  'code/lib/tools.py': 'TAG = "first"\n',
  'code/include/orders.yaml': 'schedule: "@daily"\n',
  'code/include/size.csv': 'ada',
  'code/include/order/a.sql': '',
  'code/include/sql/one.sql': 'select 1',
  'code/plugins/team_plugin.py': plugin('first'),
  ...library('1.0'),
};

export function dag(id: string, settings: string): string {
  return `from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("${id}", ${settings}) as made:
    BashOperator(task_id="run", bash_command="echo ${id}")
`;
}

export function plugin(tag: string): string {
  return `from airflow.plugins_manager import AirflowPlugin
from common.deep import NAME

TAG = "${tag}" + NAME


class TeamPlugin(AirflowPlugin):
    name = "team"
`;
}

/** A package as pip installs it. */
export function library(version: string): Record<string, string> {
  return {
    'site-packages/team_library.py': `import warnings
class TeamDeprecation(UserWarning):
    pass
warnings.warn("team_library is deprecated", TeamDeprecation, stacklevel=2)
VERSION = "${version}"
`,
    'site-packages/team_library-1.0.dist-info/METADATA': `Metadata-Version: 2.1\nName: team-library\nVersion: ${version}\n`,
    'site-packages/team_library-1.0.dist-info/RECORD': `team_library.py,sha256=${version},1\n`,
  };
}
